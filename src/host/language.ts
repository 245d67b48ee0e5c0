// The VM that knows the language's text. The one without (src/runtime.ts) runs what was compiled
// before.
import { compile as compileText } from '../compiler/compile.js';
import { serialize } from '../bytecode/serialize.js';
import { Source } from '../source.js';
import { CompiledProgram } from './compiled.js';
import { loadCompiler } from './on-demand.js';
import type { VMOptions } from './options.js';
import { VM as Runtime } from './vm.js';

/** The VM with everything; see src/host/vm.ts. */
export class VM extends Runtime {
  constructor(options: VMOptions = {}) {
    super(options, loadCompiler());
  }
}

/**
 * Compile a program, to run it later, more than once, or where there is no compiler (`pyg/runtime`).
 * @param options `filename`: what tracebacks call it; `<script>` by default
 * @throws PygSyntaxError
 *
 * @example
 * const compiled = compile('x = 6 * 7\n', { filename: 'answer.pyg' });
 * assert.equal(new VM().run(compiled).get('x'), 42);
 * assert.equal(new VM().run(new CompiledProgram(compiled.data)).get('x'), 42);
 */
export function compile(
  source: string,
  { filename = '<script>' }: { readonly filename?: string } = {},
): CompiledProgram {
  return new CompiledProgram(serialize(compileText(Source.fromText(source, filename))));
}
