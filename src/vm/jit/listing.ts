// What code objects become in the second engine, for people to read.
import { codeWithin, type CodeObject } from '../../bytecode/code.js';
import { textOf } from './compile.js';
import { MAX_WORDS } from './text.js';

/** The JavaScript of a code object and of those among its constants; for code that has none, why. */
export function showJavaScript(code: CodeObject): string {
  return [...codeWithin(code)]
    .map((each) => {
      const title = `// ${each.qualname}, line ${each.firstLine}\n`;
      const text = textOf(each);
      return text === null ? `${title}// not compiled: ${whyNot(each)}\n` : title + indent(text);
    })
    .join('\n');
}

/** Why a code object stays with the interpreter. */
export function whyNot(code: CodeObject): string {
  const words = code.instructions.length;
  if (words > MAX_WORDS) return `it has ${words} words, and the most are ${MAX_WORDS}`;
  return 'it has a loop with two ways in';
}

/** Lines set in by the braces around them. There are none in strings: the text has no text of scripts. */
function indent(text: string): string {
  let depth = 0;
  return text.replace(/^(.*)\n/gm, (_, line: string) => {
    const closing = /^\}*/.exec(line)![0].length;
    const set = '  '.repeat(depth - closing) + line;
    depth += line.split('{').length - line.split('}').length;
    return `${set}\n`;
  });
}
