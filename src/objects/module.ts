// Modules: a namespace with a name.
import type { PyDict } from './dict.js';
import { moduleType, type PyType } from './type.js';
import { PyObject } from './value.js';

export class PyModule extends PyObject {
  /** True while its body has not run to the end: then a missing attribute hints at a cycle. */
  initialising = false;

  constructor(
    /** The globals of the module's code, and its `__dict__`. */
    readonly dict: PyDict,
    cls: PyType = moduleType,
  ) {
    super(cls);
    this.attributes = dict;
  }

  /** Its `__name__`, as messages show it. */
  get name(): string {
    const name = this.dict.getStr('__name__');
    return typeof name === 'string' ? name : '?';
  }
}
