// Views of dicts, and iterators over dicts and sets, with the checks for changes meanwhile.
import { PyIterator } from './iterators.js';
import { raised } from './exceptions.js';
import { tuple } from './collections.js';
import { defineType, type PyType } from './type.js';
import { Holding, isCounted, release } from './references.js';
import { PyObject, type Value, type Visit } from './value.js';
import type { PyDict } from './dict.js';
import type { PySet } from './set.js';

/** What of a dict's entries a view or an iterator shows. */
export type DictPart = 'key' | 'value' | 'item';

const final = { subclassable: false };

function typesFor(names: Record<DictPart, string>): Record<DictPart, PyType> {
  return {
    key: defineType(names.key, 'native', final),
    value: defineType(names.value, 'native', final),
    item: defineType(names.item, 'native', final),
  };
}

export const dictViewTypes = typesFor({
  key: 'dict_keys',
  value: 'dict_values',
  item: 'dict_items',
});
export const dictIteratorTypes = typesFor({
  key: 'dict_keyiterator',
  value: 'dict_valueiterator',
  item: 'dict_itemiterator',
});
export const dictReverseIteratorTypes = typesFor({
  key: 'dict_reversekeyiterator',
  value: 'dict_reversevalueiterator',
  item: 'dict_reverseitemiterator',
});
export const setIteratorType = defineType('set_iterator', 'native', final);

/** `dict.keys()`, `.values()`, `.items()`: a window on the dict, not a copy. */
export class PyDictView extends PyObject {
  constructor(
    readonly dict: PyDict,
    readonly part: DictPart,
  ) {
    super(dictViewTypes[part]);
  }
}

/** What part of the entry at a position is. */
export function dictPart(dict: PyDict, part: DictPart, at: number): Value {
  switch (part) {
    case 'key':
      return dict.keys[at];
    case 'value':
      return dict.values[at];
    case 'item':
      return tuple([dict.keys[at], dict.values[at]]);
  }
}

/**
 * Over a dict in either direction. Positions are indexes into the dict's arrays; when the dict has
 * closed its holes since the last step, the last key handed out tells where to go on.
 */
export class DictIterator extends PyIterator {
  readonly native = true;
  private readonly size: number;
  private left: number;
  private at: number;
  private last: Value = undefined;
  private layout: number;
  /** A change of size was reported: every further step reports it again. */
  private broken = false;

  constructor(
    private dict: PyDict | null,
    private readonly part: DictPart,
    private readonly reversed = false,
  ) {
    const types = reversed ? dictReverseIteratorTypes : dictIteratorTypes;
    super(types[part]);
    this.size = this.left = dict === null ? 0 : dict.size;
    this.at = dict === null || !reversed ? 0 : dict.keys.length - 1;
    this.layout = dict === null ? 0 : dict.layoutVersion;
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    // The last key is no reference: nobody gets it from here.
    visit(this.dict);
  }

  next(): Value {
    const dict = this.dict;
    if (dict === null) return undefined;
    if (this.broken || dict.size !== this.size) {
      this.broken = true;
      throw raised('RuntimeError', 'dictionary changed size during iteration');
    }
    if (dict.layoutVersion !== this.layout) this.findPlace(dict);
    const { keys } = dict;
    const step = this.reversed ? -1 : 1;
    while (this.at >= 0 && this.at < keys.length && keys[this.at] === undefined) this.at += step;
    if (this.at < 0 || this.at >= keys.length) {
      this.dict = null;
      if (isCounted(this)) release(dict);
      return undefined;
    }
    if (this.left === 0) {
      this.dict = null;
      if (isCounted(this)) release(dict);
      if (this.reversed) return undefined;
      throw raised('RuntimeError', 'dictionary keys changed during iteration');
    }
    this.left--;
    this.last = keys[this.at];
    const result = dictPart(dict, this.part, this.at);
    this.at += step;
    return result;
  }

  private findPlace(dict: PyDict): void {
    this.layout = dict.layoutVersion;
    if (this.last === undefined) {
      if (this.reversed) this.at = dict.keys.length - 1;
      return;
    }
    const step = this.reversed ? -1 : 1;
    if (dict.keys[this.at - step] === this.last) return;
    const place = dict.keys.lastIndexOf(this.last, Math.max(this.at, 0));
    if (place >= 0) this.at = place + step;
    else if (this.at > dict.keys.length) this.at = dict.keys.length;
    // The last key is gone, and a new one took its place at the end: that one is still to come.
    else if (dict.keys[this.at - step] !== undefined) this.at -= step;
  }

  override lengthHint(): number {
    return this.dict === null || this.dict.size !== this.size ? 0 : this.left;
  }
}

export class SetIterator extends PyIterator {
  readonly native = true;
  private readonly size: number;
  private left: number;
  private slot = 0;
  private broken = false;

  constructor(private set: PySet | null) {
    super(setIteratorType);
    this.size = this.left = set === null ? 0 : set.size;
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    visit(this.set);
  }

  next(): Value {
    const set = this.set;
    if (set === null) return undefined;
    if (this.broken || set.size !== this.size) {
      this.broken = true;
      throw raised('RuntimeError', 'Set changed size during iteration');
    }
    const slot = set.nextSlot(this.slot);
    if (slot < 0) {
      this.set = null;
      if (isCounted(this)) release(set);
      return undefined;
    }
    this.slot = slot + 1;
    this.left--;
    return set.keyAt(slot);
  }

  override lengthHint(): number {
    return this.set === null || this.set.size !== this.size ? 0 : this.left;
  }
}
