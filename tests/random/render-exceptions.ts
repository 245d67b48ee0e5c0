// Exceptions in the source: what is raised, thrown and caught.

import type { Scope } from './scope.js';
import { CAUGHT, RAISED, type Raising } from './syntax.js';
import { Writer } from './writer.js';

/** Classes that the program has to define. */
const OWN = new Set(['Odd', 'Late']);

export class ExceptionRenderer extends Writer {
  /** The class that a number stands for; '' for none, as in a bare `except`. */
  protected caught(which: number): string {
    return this.known(CAUGHT[which % CAUGHT.length]!);
  }

  protected instance(which: number): string {
    return `${this.raised(which)}(${this.tag()})`;
  }

  protected raised(which: number): string {
    return this.known(RAISED[which % RAISED.length]!);
  }

  private known(name: string): string {
    return OWN.has(name) ? this.use(name) : name;
  }

  /** What stands behind `raise`. */
  protected raising(scope: Scope, node: Raising): string {
    const error = scope.error(node.which);
    switch (node.form) {
      case 'instance':
      case 'parts':
        return this.instance(node.which);
      case 'class':
        return this.raised(node.which);
      case 'stored':
        // One that is raised in a cleanup while it is on its way elsewhere is out of scope.
        if (scope.isSuspendable) return this.instance(node.which);
        return `${this.use('stored')}[${node.which % 3}]`;
      case 'variable':
        return error ?? scope.variable(node.which);
      case 'untraced':
        return error === null ? this.instance(node.which) : `${error}.with_traceback(None)`;
    }
  }

  /** What stands behind `from`. */
  protected cause(scope: Scope, node: Raising): string {
    // When one that is no exception ends is a known difference.
    const isAny = node.form === 'variable' && scope.error(node.which) === null;
    return isAny && this.drops ? this.instance(node.which) : this.raising(scope, node);
  }

  /** The arguments of the `throw` of `target`. */
  protected thrown(scope: Scope, node: Raising, target: string): string {
    if (node.form === 'variable' && scope.error(node.which) === null) {
      return `${this.use('throwable')}(${target}, ${scope.variable(node.which)})`;
    }
    if (node.form === 'stored') return `${this.use('stored')}[${node.which % 3}]`;
    if (node.form !== 'parts') return this.raising(scope, node);
    const name = this.raised(node.which);
    switch (node.which % 3) {
      case 0:
        return `${name}, ${this.tag()}`;
      case 1:
        return `${name}, ${name}(${this.tag()})`;
      default:
        return `${name}, None, None`;
    }
  }
}
