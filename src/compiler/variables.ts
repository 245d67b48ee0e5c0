// Reading, binding and deleting names: which instruction does it, by where the name lives.
import type * as ast from '../syntax/ast.js';
import { Storage } from './scopes.js';
import type { Unit } from './unit.js';

/** Loads a name into a register. */
export function loadName(unit: Unit, name: string, dst: number): void {
  const { code, scope } = unit;
  const mangled = unit.mangle(name);
  const { hasNamespace } = unit;
  switch (scope.storageOf(mangled)) {
    case Storage.LOCAL: {
      const register = unit.registerOf(name);
      if (register >= 0) {
        unit.checkBound(name, register);
        return code.move(dst, register);
      }
      if (hasNamespace) return code.emit('LOAD_NAME', dst, mangled);
      return code.emit('LOAD_GLOBAL', dst, mangled);
    }
    case Storage.CELL:
      return code.emit('LOAD_CELL', dst, unit.cellOf(mangled));
    case Storage.FREE:
      if (scope.kind === 'class')
        return code.emit('LOAD_CLASS_CELL', dst, mangled, unit.cellOf(mangled));
      return code.emit('LOAD_CELL', dst, unit.cellOf(mangled));
    case Storage.GLOBAL_IMPLICIT:
      if (hasNamespace) return code.emit('LOAD_NAME', dst, mangled);
      return code.emit('LOAD_GLOBAL', dst, mangled);
    case Storage.GLOBAL_EXPLICIT:
      return code.emit('LOAD_GLOBAL', dst, mangled);
  }
}

/** Binds a name to the value of a register. */
export function storeName(unit: Unit, name: string, value: number): void {
  const { code, scope } = unit;
  const mangled = unit.mangle(name);
  switch (scope.storageOf(mangled)) {
    case Storage.CELL:
    case Storage.FREE:
      return code.emit('STORE_CELL', unit.cellOf(mangled), value);
    case Storage.LOCAL: {
      const register = unit.registerOf(name);
      if (register >= 0) return code.move(register, value);
      if (unit.hasNamespace) return code.emit('STORE_NAME', mangled, value);
      return code.emit('STORE_GLOBAL', mangled, value);
    }
    default:
      return code.emit('STORE_GLOBAL', mangled, value);
  }
}

/** `del name`. */
export function deleteName(unit: Unit, name: string): void {
  const { code, scope } = unit;
  const mangled = unit.mangle(name);
  switch (scope.storageOf(mangled)) {
    case Storage.CELL:
    case Storage.FREE:
      return code.emit('DELETE_CELL', unit.cellOf(mangled));
    case Storage.LOCAL: {
      const register = unit.registerOf(name);
      if (register >= 0) return code.emit('DELETE_LOCAL', register);
      if (unit.hasNamespace) return code.emit('DELETE_NAME', mangled);
      return code.emit('DELETE_GLOBAL', mangled);
    }
    default:
      return code.emit('DELETE_GLOBAL', mangled);
  }
}

/** Takes a name's value away, if it has one: the end of `except … as name`. */
export function unbindName(unit: Unit, name: string): void {
  const { code, scope } = unit;
  const mangled = unit.mangle(name);
  switch (scope.storageOf(mangled)) {
    case Storage.CELL:
    case Storage.FREE:
      return code.emit('UNBIND_CELL', unit.cellOf(mangled));
    case Storage.LOCAL: {
      const register = unit.registerOf(name);
      if (register >= 0) return code.emit('UNBIND', register);
      if (unit.hasNamespace) return code.emit('UNBIND_NAME', mangled);
      return code.emit('UNBIND_GLOBAL', mangled);
    }
    default:
      return code.emit('UNBIND_GLOBAL', mangled);
  }
}

/** The register that a value for this target can be evaluated into at once, or -1. */
export function directTarget(unit: Unit, target: ast.Expr): number {
  if (target.kind !== 'Name') return -1;
  forbidDebug(unit, target.id, target);
  return unit.registerOf(target.id);
}

/** `__debug__` is a constant and can be bound in no way. */
export function forbidDebug(unit: Unit, name: string, node: ast.Positioned): void {
  if (name === '__debug__') unit.fail('cannot assign to __debug__', node);
}
