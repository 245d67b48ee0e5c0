/**
 * A failure of a pure operation, before any Python exception exists.
 *
 * The modules that know nothing of the virtual machine throw it; the machine turns it into a
 * Python exception of the type named, with `message` as its only argument. It does not extend
 * `Error`, so throwing one captures no stack.
 */
export class PyError {
  constructor(
    /** The name of a builtin exception, such as `ValueError`. */
    readonly typeName: string,
    /** What `str(exception)` is in CPython 3.11. */
    readonly message: string,
  ) {}
}
