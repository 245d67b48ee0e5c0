// The project's Markdown as data: code blocks with what their first line says, tables, headings and
// links. CONTRIBUTING.md describes the marks on blocks that the tests run.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPrograms, projectFolder } from './corpus.mjs';

/** A fenced block: "```python run count.pyg" has the language `python` and two words. */
export interface Block {
  readonly language: string;
  readonly words: readonly string[];
  /** What stands between the fences; every line ends with a line end. */
  readonly text: string;
  readonly line: number;
}

export interface Document {
  /** From the project's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** The pages that are written for readers; `docs/bytecode.md` is generated. */
export function readDocuments(): Document[] {
  const docs = readdirSync(join(projectFolder, 'docs')).filter((name) => name.endsWith('.md'));
  const paths = [
    'README.md',
    'CONTRIBUTING.md',
    'bench/README.md',
    'grammar/README.md',
    ...docs.sort().map((name) => `docs/${name}`),
  ];
  return paths.map(readDocument);
}

export function readDocument(path: string): Document {
  const text = readFileSync(join(projectFolder, path), 'utf8');
  return { path, text, blocks: blocksOf(text) };
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { info: string; lines: string[]; line: number } | null = null;
  text.split('\n').forEach((line, index) => {
    if (!line.startsWith('```')) open?.lines.push(`${line}\n`);
    else if (open === null) open = { info: line.slice(3).trim(), lines: [], line: index + 1 };
    else {
      const [language = '', ...words] = open.info.split(/\s+/);
      blocks.push({ language, words, text: open.lines.join(''), line: open.line });
      open = null;
    }
  });
  if (open !== null) throw new Error('a block is not closed');
  return blocks;
}

/** A text without its blocks, in which `#` and `|` mean something else. */
export function proseOf(text: string): string {
  return text.replace(/^```.*?^```$/gms, '');
}

/** The rows of the first table behind a line of the text, by cells; without its head. */
export function tableAfter({ path, text }: Document, line: string): string[][] {
  const lines = text.split('\n');
  const found = lines.indexOf(line);
  if (found < 0) throw new Error(`${path} has no line "${line}"`);
  const start = lines.findIndex((each, index) => index > found && each.startsWith('|'));
  const end = lines.findIndex((each, index) => index > start && !each.startsWith('|'));
  return lines.slice(start + 2, end).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** What stands between backticks in a text, in order. */
export function quotedIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, quoted]) => quoted!);
}

/** The identifiers by which headings can be linked to, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The targets of all links. */
export function linksOf(text: string): string[] {
  return [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
}

/**
 * How a program differs on pyg: `order`, it prints the same lines in another order; `other`, it
 * prints something else. In both cases it writes the same errors and ends with the same exit code.
 */
export type Way = 'order' | 'other';

/** The programs that docs/differences.md names as different on pyg, by id. */
export function programsThatDiffer(): ReadonlyMap<string, Way> {
  const known = new Set(findPrograms().map(({ id }) => id));
  const rows = tableAfter(readDocument('docs/differences.md'), '<!-- programs that differ -->');
  const ways = new Map<string, Way>();
  for (const [program = '', way = ''] of rows) {
    const [id = ''] = quotedIn(program);
    if (!known.has(id)) throw new Error(`docs/differences.md: there is no program '${id}'`);
    if (way !== 'order' && way !== 'other')
      throw new Error(`${id} differs in no known way: ${way}`);
    ways.set(id, way);
  }
  return ways;
}
