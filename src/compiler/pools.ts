// The pools of a code object: constants and names, each stored once and referred to by index.
import type { Constant } from '../bytecode/code.js';

/** Constants in the order of first use; equal ones of the same type share an index. */
export class ConstantPool {
  readonly items: Constant[] = [];
  private readonly indices = new Map<string, number>();

  indexOf(value: Constant): number {
    const key = constantKey(value);
    if (key === null) return this.items.push(value) - 1;
    let index = this.indices.get(key);
    if (index === undefined) {
      index = this.items.push(value) - 1;
      this.indices.set(key, index);
    }
    return index;
  }
}

/** Names in the order of first use. */
export class NamePool {
  readonly items: string[] = [];
  private readonly indices = new Map<string, number>();

  indexOf(name: string): number {
    let index = this.indices.get(name);
    if (index === undefined) {
      index = this.items.push(name) - 1;
      this.indices.set(name, index);
    }
    return index;
  }
}

/** A text that is the same for constants that cannot be told apart; null: never shared. */
function constantKey(value: Constant): string | null {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || typeof value === 'bigint') return `int ${value}`;
  if (typeof value === 'string') return `str ${value.length} ${value}`;
  switch (value.kind) {
    case 'float':
    case 'complex':
      return `${value.kind} ${Object.is(value.value, -0) ? '-0' : value.value}`;
    case 'bytes':
      return `bytes ${value.value.join(' ')}`;
    case 'ellipsis':
      return '...';
    case 'tuple':
    case 'frozenset': {
      const keys = value.items.map(constantKey);
      return keys.includes(null) ? null : `${value.kind} ${keys.length} (${keys.join(', ')})`;
    }
    case 'code':
      return null;
  }
}
