// GENERATED from opcodes.ts by `npm run generate`: change the table there, not this file.

/** The opcodes' numbers: their places in the table. */
export const enum Op {
  // --- Moving values
  /** `NOP`: nothing */
  NOP = 0,
  /** `MOVE dst a`: R[dst] = R[a] */
  MOVE = 1,
  /** `LOAD_CONST dst k`: R[dst] = K[k] */
  LOAD_CONST = 2,
  /** `LOAD_INT dst imm`: R[dst] = the int imm */
  LOAD_INT = 3,
  /** `LOAD_NONE dst`: R[dst] = None */
  LOAD_NONE = 4,
  /** `LOAD_TRUE dst`: R[dst] = True */
  LOAD_TRUE = 5,
  /** `LOAD_FALSE dst`: R[dst] = False */
  LOAD_FALSE = 6,

  // --- Variables
  /** `CHECK_LOCAL a`: UnboundLocalError unless R[a] is bound */
  CHECK_LOCAL = 7,
  /** `DELETE_LOCAL dst`: UnboundLocalError unless R[dst] is bound; then R[dst] = unbound */
  DELETE_LOCAL = 8,
  /** `UNBIND dst`: R[dst] = unbound, whether it was bound or not */
  UNBIND = 9,
  /**
   * `LOAD_CELL dst cell`: R[dst] = C[cell].value; UnboundLocalError or NameError when it is empty
   */
  LOAD_CELL = 10,
  /** `STORE_CELL cell a`: C[cell].value = R[a] */
  STORE_CELL = 11,
  /**
   * `LOAD_CLOSURE dst cell`: R[dst] = the cell C[cell] itself (a class body hands its __class__
   * cell to BUILD_CLASS as __classcell__)
   */
  LOAD_CLOSURE = 12,
  /** `DELETE_CELL cell`: error when C[cell] is empty; then empty it */
  DELETE_CELL = 13,
  /** `UNBIND_CELL cell`: empty C[cell] */
  UNBIND_CELL = 14,
  /** `LOAD_GLOBAL dst name`: R[dst] = globals[N[name]], else builtins[N[name]], else NameError */
  LOAD_GLOBAL = 15,
  /** `STORE_GLOBAL name a`: globals[N[name]] = R[a] */
  STORE_GLOBAL = 16,
  /** `DELETE_GLOBAL name`: del globals[N[name]], else NameError */
  DELETE_GLOBAL = 17,
  /** `UNBIND_GLOBAL name`: remove N[name] from globals if it is there */
  UNBIND_GLOBAL = 18,
  /**
   * `LOAD_NAME dst name`: R[dst] = namespace[N[name]], else as LOAD_GLOBAL (class bodies, exec and
   * eval)
   */
  LOAD_NAME = 19,
  /** `STORE_NAME name a`: namespace[N[name]] = R[a] */
  STORE_NAME = 20,
  /** `DELETE_NAME name`: del namespace[N[name]], else NameError */
  DELETE_NAME = 21,
  /** `UNBIND_NAME name`: remove N[name] from the namespace if it is there */
  UNBIND_NAME = 22,
  /**
   * `SETUP_ANNOTATIONS`: bind __annotations__ to a new dict in the namespace, if the frame has one,
   * or globals, unless it is there
   */
  SETUP_ANNOTATIONS = 23,
  /**
   * `LOAD_CLASS_CELL dst name cell`: R[dst] = namespace[N[name]] if it is there, else C[cell].value
   * (class bodies)
   */
  LOAD_CLASS_CELL = 24,

  // --- Operators
  /** `ADD dst a b`: R[dst] = R[a] + R[b] */
  ADD = 25,
  /** `SUBTRACT dst a b`: R[dst] = R[a] - R[b] */
  SUBTRACT = 26,
  /** `MULTIPLY dst a b`: R[dst] = R[a] * R[b] */
  MULTIPLY = 27,
  /** `FLOOR_DIVIDE dst a b`: R[dst] = R[a] // R[b] */
  FLOOR_DIVIDE = 28,
  /** `MODULO dst a b`: R[dst] = R[a] % R[b] */
  MODULO = 29,
  /** `BINARY dst a b imm`: R[dst] = R[a] <operator imm of BINARY_OPERATORS> R[b] */
  BINARY = 30,
  /** `INPLACE dst a b imm`: R[dst] = R[a] <operator imm, in-place form first> R[b] */
  INPLACE = 31,
  /** `ADD_INT dst a imm`: R[dst] = R[a] + imm if imm >= 0, else R[a] - (-imm) */
  ADD_INT = 32,
  /** `ADD_INT_INPLACE dst a imm`: R[dst] = R[a] += imm if imm >= 0, else R[a] -= (-imm) */
  ADD_INT_INPLACE = 33,
  /** `LT dst a b`: R[dst] = R[a] < R[b] */
  LT = 34,
  /** `LE dst a b`: R[dst] = R[a] <= R[b] */
  LE = 35,
  /** `EQ dst a b`: R[dst] = R[a] == R[b] */
  EQ = 36,
  /** `NE dst a b`: R[dst] = R[a] != R[b] */
  NE = 37,
  /** `GT dst a b`: R[dst] = R[a] > R[b] */
  GT = 38,
  /** `GE dst a b`: R[dst] = R[a] >= R[b] */
  GE = 39,
  /** `IS dst a b`: R[dst] = R[a] is R[b] */
  IS = 40,
  /** `IS_NOT dst a b`: R[dst] = R[a] is not R[b] */
  IS_NOT = 41,
  /**
   * `CONTAINS dst a b`: R[dst] = R[a] in R[b], not yet converted to bool when __contains__ is
   * Python code: a TRUTH follows
   */
  CONTAINS = 42,
  /** `NEGATE dst a`: R[dst] = -R[a] */
  NEGATE = 43,
  /** `POSITIVE dst a`: R[dst] = +R[a] */
  POSITIVE = 44,
  /** `INVERT dst a`: R[dst] = ~R[a] */
  INVERT = 45,
  /** `TRUTH dst a`: R[dst] = bool(R[a]) */
  TRUTH = 46,
  /** `NOT dst a`: R[dst] = not R[a], which is a bool already */
  NOT = 47,

  // --- Jumps
  /** `JUMP to`: go to `to` */
  JUMP = 48,
  /** `JUMP_IF_TRUE a to`: go to `to` if R[a], a bool, is True */
  JUMP_IF_TRUE = 49,
  /** `JUMP_IF_FALSE a to`: go to `to` if R[a], a bool, is False */
  JUMP_IF_FALSE = 50,

  // --- Attributes and items
  /** `LOAD_ATTR dst obj name`: R[dst] = R[obj].N[name] */
  LOAD_ATTR = 51,
  /** `STORE_ATTR obj name a`: R[obj].N[name] = R[a] */
  STORE_ATTR = 52,
  /** `DELETE_ATTR obj name`: del R[obj].N[name] */
  DELETE_ATTR = 53,
  /**
   * `LOAD_METHOD into obj name`: R[into], R[into+1] = an unbound function and R[obj], or the
   * attribute and unbound: for CALL_METHOD
   */
  LOAD_METHOD = 54,
  /** `LOAD_ITEM dst obj a`: R[dst] = R[obj][R[a]] */
  LOAD_ITEM = 55,
  /** `STORE_ITEM obj a b`: R[obj][R[a]] = R[b] */
  STORE_ITEM = 56,
  /** `DELETE_ITEM obj a`: del R[obj][R[a]] */
  DELETE_ITEM = 57,
  /**
   * `BUILD_SLICE dst start stop step`: R[dst] = slice(R[start], R[stop], R[step]); absent ones are
   * None
   */
  BUILD_SLICE = 58,

  // --- Displays and strings
  /** `BUILD_LIST dst base n`: R[dst] = [R[base] … n of them] */
  BUILD_LIST = 59,
  /** `BUILD_TUPLE dst base n`: R[dst] = (R[base] … n of them) */
  BUILD_TUPLE = 60,
  /** `BUILD_SET dst base n`: R[dst] = {R[base] … n of them} */
  BUILD_SET = 61,
  /** `BUILD_MAP dst base n`: R[dst] = {R[base]: R[base+1], … n pairs} */
  BUILD_MAP = 62,
  /** `LIST_APPEND a b`: append R[b] to the list R[a] */
  LIST_APPEND = 63,
  /**
   * `LIST_EXTEND a b maybe`: append the items of the iterable R[b] to the list R[a]; R[maybe] is
   * called with them alone, for the wording of an error
   */
  LIST_EXTEND = 64,
  /** `LIST_TO_TUPLE dst a`: R[dst] = the items of the list R[a] as a tuple */
  LIST_TO_TUPLE = 65,
  /** `SET_ADD a b`: add R[b] to the set R[a] */
  SET_ADD = 66,
  /** `SET_UPDATE a b`: add the items of the iterable R[b] to the set R[a] */
  SET_UPDATE = 67,
  /** `MAP_ADD a b c`: R[a][R[b]] = R[c] in the dict R[a] */
  MAP_ADD = 68,
  /** `MAP_UPDATE a b`: put the items of the mapping R[b] into the dict R[a] */
  MAP_UPDATE = 69,
  /**
   * `KEYWORDS_MERGE a b fn`: as MAP_UPDATE for **R[b] of a call of R[fn]: a repeated key or one
   * that is no str is a TypeError
   */
  KEYWORDS_MERGE = 70,
  /**
   * `FORMAT dst a imm maybe`: R[dst] = format(R[a] after conversion imm (0 none, 1 str, 2 repr, 3
   * ascii), R[maybe] or "")
   */
  FORMAT = 71,
  /** `BUILD_STRING dst base n`: R[dst] = the strings R[base] … n of them, joined */
  BUILD_STRING = 72,

  // --- Unpacking
  /**
   * `TO_SEQUENCE dst a n after`: R[dst] = the items of R[a] as a list or tuple fit for UNPACK of n,
   * or, if after >= 0, UNPACK_STAR; ValueError if too few or too many
   */
  TO_SEQUENCE = 73,
  /** `UNPACK into n a`: R[into] … = the n items of the list or tuple R[a] */
  UNPACK = 74,
  /**
   * `UNPACK_STAR into n after a`: R[into] … = the first n items of R[a], a list of the middle, the
   * last `after` items
   */
  UNPACK_STAR = 75,

  // --- Calls
  /** `CALL dst fn base n`: R[dst] = R[fn](R[base] … n of them) */
  CALL = 76,
  /**
   * `CALL_METHOD dst base n`: R[dst] = R[base](R[base+1] unless unbound, R[base+2] … n of them):
   * after LOAD_METHOD
   */
  CALL_METHOD = 77,
  /**
   * `CALL_KEYWORDS dst fn base n k`: R[dst] = R[fn](R[base] … n of them, the last ones by the names
   * in the tuple K[k])
   */
  CALL_KEYWORDS = 78,
  /**
   * `CALL_SPREAD dst fn a maybe`: R[dst] = R[fn](*R[a], **R[maybe]): a list or tuple and a dict or
   * absent
   */
  CALL_SPREAD = 79,
  /**
   * `MAKE_FUNCTION dst k defaults kwDefaults annotations`: R[dst] = a function of the code K[k],
   * closing over the cells its code names
   */
  MAKE_FUNCTION = 80,
  /**
   * `BUILD_CLASS dst fn k a maybe`: R[dst] = the class named K[k] with body function R[fn], bases
   * R[a] (tuple), keywords R[maybe] (dict)
   */
  BUILD_CLASS = 81,
  /** `RETURN a`: leave the frame with R[a] */
  RETURN = 82,
  /**
   * `LEAVE a imm`: leave the interpreter loop with R[a], the result (imm 0) or an exception (imm 1)
   * in the frame at the bottom of a run, or what the host is to wait for (imm 3)
   */
  LEAVE = 83,

  // --- Iteration and generators
  /** `GET_ITER dst a`: R[dst] = iter(R[a]) */
  GET_ITER = 84,
  /**
   * `FOR_NEXT dst it to`: R[dst] = the next item of R[it], then go to `to`; when there is none, go
   * on (a back edge: budgets)
   */
  FOR_NEXT = 85,
  /**
   * `RELEASE a`: R[a] goes away: if the loop owned the generator in it, close it and report what
   * escapes as ignored; R[a] = unbound
   */
  RELEASE = 86,
  /**
   * `OWN it a maybe`: if this statement made the generator R[it], mark it as owned by the loop:
   * R[maybe] is the generator function that was called, or __iter__ of R[a] is one
   */
  OWN = 87,
  /**
   * `GET_YIELD_FROM_ITER dst a`: R[dst] = R[a] if it is a generator (or coroutine where allowed),
   * else iter(R[a])
   */
  GET_YIELD_FROM_ITER = 88,
  /**
   * `SEND dst it a to`: R[dst] = what R[it] yields when R[a] is sent, then go on to the YIELD_FROM
   * that follows; when it is done, R[dst] = its result, go to `to`. A VM generator is linked
   * instead: what it yields leaves from the root of the chain
   */
  SEND = 89,
  /**
   * `YIELD_FROM dst it`: suspend, handing out R[dst], while delegating to R[it]; R[dst] = the value
   * sent; a SEND loop follows
   */
  YIELD_FROM = 90,
  /**
   * `THROW_INTO dst it exc to`: forward R[exc], thrown at YIELD_FROM: a GeneratorExit closes R[it]
   * and is raised here; else R[dst] = R[it].throw(R[exc]) and go on; when it is done R[dst] = its
   * result, go to `to`; without a throw method raise R[exc]
   */
  THROW_INTO = 91,
  /** `YIELD dst a`: suspend, handing out R[a]; R[dst] = the value sent */
  YIELD = 92,

  // --- Coroutines and async generators
  /**
   * `GET_AWAITABLE dst a imm`: R[dst] = R[a] if it is a coroutine, else the iterator that __await__
   * of R[a] gives; imm says what R[a] comes from: 0 an await, 1 __aenter__, 2 __aexit__. A SEND
   * loop follows
   */
  GET_AWAITABLE = 93,
  /** `GET_AITER dst a`: R[dst] = __aiter__ of R[a]: what an async for asks for its items */
  GET_AITER = 94,
  /**
   * `GET_ANEXT dst it`: R[dst] = __anext__ of R[it], made ready to be awaited as by GET_AWAITABLE
   */
  GET_ANEXT = 95,
  /**
   * `ASYNC_YIELD dst a`: suspend the async generator; R[a] is the result of the step (asend,
   * athrow) that resumed it; R[dst] = the value sent
   */
  ASYNC_YIELD = 96,
  /** `BEFORE_ASYNC_WITH into a`: as BEFORE_WITH, with __aenter__ and __aexit__ */
  BEFORE_ASYNC_WITH = 97,

  // --- Exceptions
  /**
   * `MAKE_EXCEPTION dst a imm`: R[dst] = R[a] if it is an exception, R[a]() if it is an exception
   * class, else TypeError; imm 1: R[a] is the cause of a raise, None allowed
   */
  MAKE_EXCEPTION = 98,
  /** `RAISE exc`: raise the exception R[exc] */
  RAISE = 99,
  /**
   * `RAISE_FROM exc a`: raise the exception R[exc] with the cause R[a], an exception made by
   * MAKE_EXCEPTION, or None
   */
  RAISE_FROM = 100,
  /**
   * `RAISE_AGAIN`: raise the handled exception again, its traceback as it is; RuntimeError if there
   * is none
   */
  RAISE_AGAIN = 101,
  /**
   * `MATCH_EXCEPTION dst exc a`: R[dst] = whether R[exc] is an instance of the class or tuple of
   * classes R[a]
   */
  MATCH_EXCEPTION = 102,
  /** `END_HANDLER pair`: handled exception = R[pair+1]; R[pair] = R[pair+1] = unbound */
  END_HANDLER = 103,
  /**
   * `ENTER_FINALLY rec imm`: R[rec] = the completion kind imm; R[rec+2] = handled exception: a
   * finally body begins without an exception
   */
  ENTER_FINALLY = 104,
  /**
   * `END_FINALLY rec`: handled exception = R[rec+2], unless that is unbound; if R[rec] is RAISE,
   * raise R[rec+1] again; if CLOSE, go on closing; else go on with the next instruction
   */
  END_FINALLY = 105,
  /**
   * `DISCARD_COMPLETION rec`: handled exception = R[rec+2]; R[rec] = NORMAL: control leaves a
   * finally body by a jump or a swallowing with
   */
  DISCARD_COMPLETION = 106,
  /** `JUMP_IF_COMPLETION rec imm to`: go to `to` if R[rec] is the completion kind imm */
  JUMP_IF_COMPLETION = 107,
  /**
   * `BEFORE_WITH into a`: R[into], R[into+1] = __enter__ of R[a] as from LOAD_METHOD; R[into+2],
   * R[into+3] = __exit__; TypeError when one is missing
   */
  BEFORE_WITH = 108,
  /**
   * `WITH_EXIT dst base rec`: R[dst] = the __exit__ or __aexit__ at R[base], R[base+1] called with
   * what the completion R[rec] holds, or three None
   */
  WITH_EXIT = 109,
  /** `ASSERTION_ERROR dst`: R[dst] = the builtin AssertionError, whatever the name means now */
  ASSERTION_ERROR = 110,
  /** `DISPLAY a`: sys.displayhook(R[a]): an expression statement of a prompt */
  DISPLAY = 111,

  // --- Modules
  /** `IMPORT dst name k imm`: R[dst] = __import__(N[name], fromlist=K[k], level=imm) */
  IMPORT = 112,
  /**
   * `IMPORT_FROM dst obj name`: R[dst] = R[obj].N[name], else the submodule of that name, else
   * ImportError
   */
  IMPORT_FROM = 113,
  /** `IMPORT_SUBMODULE dst name`: R[dst] = sys.modules[N[name]]: `import a.b as c` binds a.b */
  IMPORT_SUBMODULE = 114,
  /** `IMPORT_STAR a`: bind the public names of the module R[a] */
  IMPORT_STAR = 115,

  // --- Patterns
  /**
   * `MATCH_SEQUENCE dst a`: R[dst] = whether a sequence pattern takes R[a]: not a str, bytes or
   * bytearray
   */
  MATCH_SEQUENCE = 116,
  /** `MATCH_MAPPING dst a`: R[dst] = whether a mapping pattern takes R[a] */
  MATCH_MAPPING = 117,
  /** `LENGTH dst a`: R[dst] = len(R[a]), an int */
  LENGTH = 118,
  /**
   * `MATCH_KEYS dst a base n`: R[dst] = a tuple of what R[a].get() has for the keys R[base] … n of
   * them, None when one is missing
   */
  MATCH_KEYS = 119,
  /**
   * `MATCH_CLASS dst a b n k`: R[dst] = a tuple of the n first attributes in __match_args__ of the
   * class R[b] and of those named in the tuple K[k], None when R[a] is no instance or lacks one
   */
  MATCH_CLASS = 120,
}
