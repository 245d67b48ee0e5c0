// The rows of docs/language.md: what pyg has, asked of pyg itself, and what belongs to the language
// and has no table of its own anywhere.
import { readFileSync } from 'node:fs';
import { VM } from '../../dist/index.js';
import { LIBRARY_FILES } from '../../dist/lib/frozen.js';
import { nativeModules } from '../../dist/vm/imports.js';
import { EXPRESSIONS, STATEMENTS } from './syntax.mjs';

/** Parts of packages that programs import by their own names. */
const PUBLIC_PARTS = ['collections.abc'];

const SPECIAL_METHODS = `
  __abs__ __add__ __aenter__ __aexit__ __aiter__ __and__ __anext__ __await__ __bool__ __bytes__ __call__
  __class_getitem__ __contains__ __del__ __delattr__ __delete__ __delitem__ __dir__ __divmod__ __enter__ __eq__
  __exit__ __float__ __floordiv__ __format__ __ge__ __get__ __getattr__ __getattribute__ __getitem__ __gt__
  __hash__ __iadd__ __iand__ __ifloordiv__ __ilshift__ __imatmul__ __imod__ __imul__ __index__ __init__
  __init_subclass__ __instancecheck__ __int__ __invert__ __ior__ __ipow__ __irshift__ __isub__ __iter__
  __itruediv__ __ixor__ __le__ __len__ __length_hint__ __lshift__ __lt__ __matmul__ __missing__ __mod__
  __mro_entries__ __mul__ __ne__ __neg__ __new__ __next__ __or__ __pos__ __pow__ __prepare__ __radd__ __rand__
  __rdivmod__ __repr__ __reversed__ __rfloordiv__ __rlshift__ __rmatmul__ __rmod__ __rmul__ __ror__ __round__
  __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __set__ __set_name__ __setattr__ __setitem__
  __slots__ __str__ __sub__ __subclasscheck__ __truediv__ __trunc__ __xor__ __ceil__ __floor__ __match_args__`;

const INTROSPECTION = `
  __annotations__ __bases__ __cause__ __class__ __closure__ __code__ __context__ __defaults__ __dict__ __doc__
  __file__ __func__ __globals__ __kwdefaults__ __module__ __mro__ __name__ __notes__ __package__ __path__
  __qualname__ __self__ __subclasses__ __suppress_context__ __traceback__ __wrapped__
  ag_await ag_code ag_frame ag_running co_argcount co_filename co_firstlineno co_flags co_freevars co_cellvars
  co_kwonlyargcount co_name co_names co_nlocals co_positions co_posonlyargcount co_qualname co_varnames
  cr_await cr_code cr_frame cr_running cr_suspended f_back f_builtins f_code f_globals f_lineno f_locals
  gi_code gi_frame gi_running gi_suspended gi_yieldfrom tb_frame tb_lineno tb_next`;

/** The sections in their order: a title and rows, each with what counts as a use of it. */
export function sections() {
  const found = new Map();
  for (const line of ask().trim().split('\n')) {
    const at = line.lastIndexOf(' ');
    const section = line.slice(0, at);
    found.set(section, [...(found.get(section) ?? []), line.slice(at + 1)]);
  }
  return [
    section('Statements', [...STATEMENTS.keys()], (row) => [`syntax:${row}`], false),
    section('Expressions', [...EXPRESSIONS.keys()], (row) => [`syntax:${row}`], false),
    ...[...found].map(([title, names]) => foundSection(title, names)),
    section('Special methods', words(SPECIAL_METHODS), defined),
    section('Introspection', words(INTROSPECTION), (name) => [`attribute:${name}`, `name:${name}`]),
  ];
}

function foundSection(title, names) {
  const [kind, ...rest] = title.split(' ');
  switch (kind) {
    case 'builtins':
      return section('Built-in functions, classes and constants', names, read, true, 'builtins');
    case 'exceptions':
      return section('Exceptions', names, read, true, 'exceptions');
    case 'methods': {
      const owner = rest[1];
      return section(`Methods of ${owner}`, names, (name) => [`attribute:${name}`], true, owner);
    }
    default: {
      const [owner] = rest;
      return section(`Module ${owner}`, names, (name) => [`module:${owner}.${name}`], true, owner);
    }
  }
}

function section(title, names, usesOf, isCode = true, owner = '') {
  const rows = names.map((name) => ({
    label: isCode ? `\`${name}\`` : name,
    uses: usesOf(name),
    name: owner === '' || owner === 'exceptions' ? name : `${owner}.${name}`,
  }));
  return { title, owner, rows };
}

// `True`, `False` and `None` are constants in the tree, and every program prints.
const CONSTANTS = { True: 'a == b', False: 'a == b', None: 'a is b' };
function read(name) {
  if (name in CONSTANTS) return [`syntax:\`${CONSTANTS[name]}\``];
  return [`name:${name}`, `attribute:${name}`];
}

function defined(name) {
  return [`define:${name}`, `attribute:${name}`];
}

function words(text) {
  return text.trim().split(/\s+/).sort();
}

/** Runs names.pyg on the pyg that was built. */
function ask() {
  const modules = [...nativeModules.keys(), ...Object.keys(LIBRARY_FILES)]
    .filter((name) => !name.startsWith('_') || name === '__future__')
    .filter((name) => name !== 'pyg' && name !== 'builtins')
    .filter((name) => !name.includes('.') || PUBLIC_PARTS.includes(name));
  const text = readFileSync(new URL('names.pyg', import.meta.url), 'utf8');
  let output = '';
  const vm = new VM({ stdout: (piece) => (output += piece) });
  vm.run(`modules = ${JSON.stringify([...new Set(modules)].sort().join(' '))}\n${text}`);
  return output;
}
