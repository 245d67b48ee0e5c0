// itertools: tee and groupby, whose iterators share what they have taken from one source.
import { tuple } from '../../objects/collections.js';
import { raised, valueError } from '../../objects/exceptions.js';
import { PyIterator } from '../../objects/iterators.js';
import { recount } from '../../objects/references.js';
import { objectType, type PyType } from '../../objects/type.js';
import { PyObject, type Value, type Visit } from '../../objects/value.js';
import { enterPrelude } from '../../vm/calls.js';
import { asCount } from '../../vm/conversions.js';
import type { VM } from '../../vm/vm.js';
import { fixed, keywords, method, preludeFn, unpack } from '../define.js';
import {
  defineConstructor,
  defineIteratorType,
  isQuick,
  overIterables,
} from './iterator-classes.js';
import { moduleFunction } from './module-members.js';

export const teeType = defineIteratorType('_tee');
export const groupbyType = defineIteratorType('groupby');
export const grouperType = defineIteratorType('_grouper');

// --- tee

/** One item and what comes behind it. Who has passed it lets go of it. */
class Link extends PyObject {
  item: Value = undefined;
  next: Link | null = null;

  constructor() {
    super(objectType);
  }
}

/** What the iterators of one tee() have in common. */
class SharedSource extends PyObject {
  running = false;

  constructor(readonly source: Value) {
    super(objectType);
  }
}

class Tee extends PyIterator {
  readonly native = false;

  constructor(
    readonly shared: SharedSource,
    private link: Link,
  ) {
    super(teeType);
  }

  next(vm: VM): Value {
    const { link, shared } = this;
    if (link.next !== null) {
      this.link = link.next;
      recount(this);
      return link.item;
    }
    if (shared.running) throw raised('RuntimeError', 'cannot re-enter the tee iterator');
    const { source } = shared;
    if (!isQuick(source)) return enterPrelude(vm, 'tee_next', this, source);
    const item = source.next(vm);
    return item === undefined ? undefined : this.add(item);
  }

  /** A new item of the source. */
  add(item: Value): Value {
    const { link } = this;
    link.item = item;
    link.next = new Link();
    recount(link);
    this.link = link.next;
    recount(this);
    return item;
  }

  copy(): Tee {
    return new Tee(this.shared, this.link);
  }
}

function teeOver(source: Value): Tee {
  return source instanceof Tee ? source.copy() : new Tee(new SharedSource(source), new Link());
}

const makeTee = overIterables('_tee', (_cls, [source]) => teeOver(source));
defineConstructor(teeType, unpack(1, 1), (vm, cls, args) => makeTee(vm, cls, args));
method(teeType, '__copy__', fixed(1), (_vm, self: Tee) => self.copy());
preludeFn('tee_over', fixed(1), (_vm, source: Value) => teeOver(source));
preludeFn('tee_begin', fixed(1), (_vm, self: Tee) => {
  self.shared.running = true;
  return null;
});
preludeFn('tee_finish', fixed(1), (_vm, self: Tee) => {
  self.shared.running = false;
  return null;
});
preludeFn('tee_add', fixed(2), (_vm, self: Tee, item: Value) => self.add(item));

export const teeFunction = moduleFunction(
  'itertools',
  'tee',
  unpack(1, 2),
  (vm, iterable: Value, count: Value) => {
    const copies = count === undefined ? 2 : asCount(vm, count);
    if (copies < 0) throw valueError('n must be >= 0');
    if (copies === 0) return tuple([]);
    return enterPrelude(vm, 'make_tee', iterable, copies);
  },
);

// --- groupby

class Groupby extends PyIterator {
  readonly native = false;
  /** The key of the current group, and of the item that was last taken; undefined for none yet. */
  target: Value = undefined;
  key: Value = undefined;
  /** The item that was last taken, until a group has given it away. */
  value: Value = undefined;
  /** The only group that may still take items. */
  group: Grouper | null = null;

  constructor(
    cls: PyType,
    readonly source: Value,
    readonly keyFunction: Value,
  ) {
    super(cls);
  }

  /** The group is not held: it holds this. */
  override visitReferences(visit: Visit): void {
    for (const value of [this.source, this.keyFunction, this.target, this.key, this.value]) {
      visit(value);
    }
    visit(this.attributes);
  }

  next(vm: VM): Value {
    return enterPrelude(vm, 'groupby_next', this, this.source, this.keyFunction);
  }
}

class Grouper extends PyIterator {
  readonly native = false;

  constructor(
    private readonly groupby: Groupby,
    private readonly target: Value,
  ) {
    super(grouperType);
  }

  next(vm: VM): Value {
    const { groupby, target } = this;
    if (groupby.group !== this) return undefined;
    const { source, keyFunction } = groupby;
    return enterPrelude(vm, 'grouper_next', this, groupby, source, keyFunction, target);
  }
}

const makeGroupby = overIterables('groupby', (cls, [source], [key]) => {
  return new Groupby(cls, source, key);
});
defineConstructor(groupbyType, keywords('iterable, key='), (vm, cls, [iterable, key]) =>
  makeGroupby(vm, cls, [iterable], key ?? null),
);
defineConstructor(grouperType, unpack(2, 2), (_vm, _cls, [groupby, target]) => {
  if (!(groupby instanceof Groupby)) throw raised('TypeError', 'groupby expected');
  const group = new Grouper(groupby, target);
  groupby.group = group;
  recount(groupby);
  return group;
});

preludeFn('groupby_set', fixed(3), (_vm, self: Groupby, key: Value, value: Value) => {
  self.key = key;
  self.value = value;
  recount(self);
  return null;
});
preludeFn('groupby_forget', fixed(1), (_vm, self: Groupby) => {
  self.group = null;
  recount(self);
  return null;
});
preludeFn('groupby_has_target', fixed(1), (_vm, self: Groupby) => self.target !== undefined);
preludeFn('groupby_has_key', fixed(1), (_vm, self: Groupby) => self.key !== undefined);
preludeFn('groupby_has_value', fixed(1), (_vm, self: Groupby) => self.value !== undefined);
preludeFn('groupby_target', fixed(1), (_vm, self: Groupby) => self.target);
preludeFn('groupby_key', fixed(1), (_vm, self: Groupby) => self.key);
preludeFn('groupby_take', fixed(1), (_vm, self: Groupby) => {
  const { value } = self;
  self.value = undefined;
  recount(self);
  return value;
});
preludeFn('groupby_group', fixed(1), (_vm, self: Groupby) => {
  self.target = self.key;
  self.group = new Grouper(self, self.target);
  recount(self);
  return tuple([self.key, self.group]);
});
preludeFn('groupby_is_current', fixed(2), (_vm, self: Groupby, group: Value) => {
  return self.group === group;
});
