// What a program uses, found in its syntax tree. A use is a string:
//
//   name:len            a name that is read or called
//   attribute:append    behind a dot, or a word in a string of a program that calls getattr
//   define:__enter__    a function or a variable of that name is defined
//   module:math.sqrt    imported from the module, or taken from it by its name
//   syntax:while … else a construct, by its row in syntax.mjs
import { parse } from '../../dist/syntax/parser.js';
import { Source } from '../../dist/source.js';
import { constructsOf } from './syntax.mjs';

const BY_NAME = new Set(['getattr', 'hasattr', 'setattr', 'delattr', 'methodcaller', 'attrgetter']);

/** The uses in a program's text; none if it is no program, as those that show syntax errors. */
export function usesOf(text) {
  const uses = new Set();
  let tree;
  try {
    tree = parse(Source.fromText(text, '<program>'));
  } catch {
    return uses;
  }
  /** Modules by the names that they have in the program. */
  const modules = new Map();
  const words = [];
  visit(tree, (node) => {
    for (const construct of constructsOf(node)) uses.add(`syntax:${construct}`);
    switch (node.kind) {
      case 'Import':
        for (const { name, asname } of node.names) {
          uses.add(`import:${name}`);
          if (asname !== null) modules.set(asname, name);
          else modules.set(name.split('.')[0], name.split('.')[0]);
        }
        break;
      case 'ImportFrom':
        if (node.module === null || node.level > 0) break;
        uses.add(`import:${node.module}`);
        for (const { name, asname } of node.names) {
          uses.add(`module:${node.module}.${name}`);
          if (name === '*') modules.set('*', node.module);
          else modules.set(asname ?? name, `${node.module}.${name}`);
        }
        break;
      case 'FunctionDef':
      case 'AsyncFunctionDef':
        uses.add(`define:${node.name}`);
        break;
      case 'Name':
        uses.add(`${node.ctx === 'Store' ? 'define' : 'name'}:${node.id}`);
        break;
      case 'Constant':
        if (node.value.type === 'str') words.push(...node.value.value.split(/[^\w]+/));
        break;
    }
  });
  visit(tree, (node) => {
    if (node.kind !== 'Attribute') return;
    uses.add(`attribute:${node.attr}`);
    const path = dotted(node.value);
    const [first, ...rest] = path ?? [];
    const module = modules.get(first);
    if (module !== undefined) uses.add(`module:${[module, ...rest, node.attr].join('.')}`);
  });
  const star = modules.get('*');
  for (const use of [...uses]) {
    if (star !== undefined && use.startsWith('name:')) uses.add(`module:${star}.${use.slice(5)}`);
  }
  if ([...BY_NAME].some((name) => uses.has(`name:${name}`) || uses.has(`attribute:${name}`))) {
    for (const word of words) {
      if (word === '') continue;
      uses.add(`attribute:${word}`);
      for (const module of modules.values()) uses.add(`module:${module}.${word}`);
    }
  }
  return uses;
}

/** `a.b` as its names; null for an attribute of anything but a name. */
function dotted(node) {
  if (node.kind === 'Name') return [node.id];
  if (node.kind !== 'Attribute') return null;
  const path = dotted(node.value);
  return path === null ? null : [...path, node.attr];
}

function visit(node, see) {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, see);
  } else if (typeof node === 'object' && node !== null && !ArrayBuffer.isView(node)) {
    if (typeof node.kind === 'string') see(node);
    for (const key in node) visit(node[key], see);
  }
}
