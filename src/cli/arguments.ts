// The command line. Options end where the script is named, as for `python3`; what is behind belongs
// to the script.

/** What is to be run: a file, the text behind `-c`, or what comes from standard input. */
export type ScriptPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stdin' };

export type Command =
  | {
      readonly kind: 'run';
      readonly script: ScriptPlace;
      /** `sys.argv` */
      readonly argv: readonly string[];
      readonly unbuffered: boolean;
      /** Whether compiled code may be written into `__pycache__` folders. */
      readonly writesBytecode: boolean;
      /** Whether to tell at the end what the two engines have done. */
      readonly stats: boolean;
    }
  | { readonly kind: 'dis'; readonly script: ScriptPlace; readonly verify: boolean }
  | { readonly kind: 'ast'; readonly script: ScriptPlace; readonly places: boolean }
  | { readonly kind: 'jit'; readonly script: ScriptPlace }
  | { readonly kind: 'version' }
  | { readonly kind: 'help' }
  /** A command line that means nothing. */
  | { readonly kind: 'mistake'; readonly message: string };

export const USAGE = 'usage: pyg [option] ... [-c cmd | file | -] [arg] ...\n';

export const HELP = `${USAGE}       pyg dis [--verify] [file | -c cmd | -]
       pyg ast [--places] [file | -c cmd | -]
       pyg jit [file | -c cmd | -]
Options:
-B     : do not write compiled code into __pycache__ folders
-c cmd : program passed in as string (terminates option list)
-h     : print this help message and exit (also --help)
-u     : write what is printed at once, not in larger pieces
-V     : print the version number and exit (also --version)
--stats: print to stderr at the end what the two engines have done
file   : program read from a .pyg file; 'pyg ./dis' for a file named like a command
-      : program read from stdin
arg ...: arguments passed to the program in sys.argv[1:]
Commands:
dis    : show the bytecode; --verify checks it first
ast    : show the syntax tree; --places with lines and columns
jit    : show the JavaScript that hot code becomes
Environment variables:
PYTHONDONTWRITEBYTECODE: if not empty, the same as -B
PYG_JIT: if 0, code is interpreted, and never compiled to JavaScript
PYGPATH: folders, separated as in PATH, to search for modules behind the script's own
`;

/**
 * What a command line asks for.
 * @param given the arguments, without the program's own name
 */
export function parseArguments(given: readonly string[]): Command {
  const [first] = given;
  if (first === 'dis' || first === 'ast' || first === 'jit')
    return parseTool(first, given.slice(1));
  let unbuffered = false;
  let writesBytecode = true;
  let stats = false;
  for (let at = 0; ; at++) {
    const argument = given[at];
    const rest = given.slice(at + 1);
    const run = (script: ScriptPlace, argv0: string, args: readonly string[]): Command => ({
      kind: 'run',
      script,
      argv: [argv0, ...args],
      unbuffered,
      writesBytecode,
      stats,
    });
    if (argument === undefined) return run({ kind: 'stdin' }, '', []);
    if (argument === '-') return run({ kind: 'stdin' }, '-', rest);
    if (argument === '--') {
      const [name, ...args] = rest;
      if (name === undefined) return run({ kind: 'stdin' }, '', []);
      if (name === '-') return run({ kind: 'stdin' }, '-', args);
      return run({ kind: 'file', path: name }, name, args);
    }
    if (!argument.startsWith('-')) return run({ kind: 'file', path: argument }, argument, rest);
    if (argument === '--help') return { kind: 'help' };
    if (argument === '--version') return { kind: 'version' };
    if (argument === '--stats') {
      stats = true;
      continue;
    }
    if (argument.startsWith('--')) {
      return { kind: 'mistake', message: `unknown option ${argument}` };
    }
    for (let i = 1; i < argument.length; i++) {
      switch (argument[i]) {
        case 'B':
          writesBytecode = false;
          break;
        case 'u':
          unbuffered = true;
          break;
        case 'V':
          return { kind: 'version' };
        case 'h':
        case '?':
          return { kind: 'help' };
        case 'c': {
          const [text, ...args] = i + 1 < argument.length ? [argument.slice(i + 1), ...rest] : rest;
          if (text === undefined) return noText();
          return run({ kind: 'text', text }, '-c', args);
        }
        default:
          return { kind: 'mistake', message: `Unknown option: -${argument[i]!}` };
      }
    }
  }
}

function noText(): Command {
  return { kind: 'mistake', message: 'Argument expected for the -c option' };
}

/** The options of the commands that show a program. */
const TOOL_OPTIONS = { dis: '--verify', ast: '--places', jit: null } as const;

/** `pyg dis …` and its like: a program, and an option. */
function parseTool(kind: keyof typeof TOOL_OPTIONS, given: readonly string[]): Command {
  let chosen = false;
  let script: ScriptPlace | null = null;
  for (let at = 0; at < given.length; at++) {
    const argument = given[at]!;
    if (script !== null) return { kind: 'mistake', message: `unexpected argument ${argument}` };
    if (argument === TOOL_OPTIONS[kind]) chosen = true;
    else if (argument === '-') script = { kind: 'stdin' };
    else if (argument === '-c') {
      const text = given[++at];
      if (text === undefined) return noText();
      script = { kind: 'text', text };
    } else if (argument.startsWith('-') && argument !== '--') {
      return { kind: 'mistake', message: `unknown option ${argument}` };
    } else if (argument !== '--') script = { kind: 'file', path: argument };
    else if (given[at + 1] !== undefined) script = { kind: 'file', path: given[++at]! };
  }
  script ??= { kind: 'stdin' };
  switch (kind) {
    case 'dis':
      return { kind, script, verify: chosen };
    case 'ast':
      return { kind, script, places: chosen };
    case 'jit':
      return { kind, script };
  }
}
