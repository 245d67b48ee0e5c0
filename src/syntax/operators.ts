/** Operators and punctuation. */
import { Token } from './tokens.js';

/** Spellings of three and of two characters: the longest that fits is the token. */
const LONG: ReadonlyMap<string, Token> = new Map([
  ['**=', Token.DOUBLE_STAR_ASSIGN],
  ['//=', Token.DOUBLE_SLASH_ASSIGN],
  ['<<=', Token.LEFT_SHIFT_ASSIGN],
  ['>>=', Token.RIGHT_SHIFT_ASSIGN],
  ['...', Token.ELLIPSIS],
  ['**', Token.DOUBLE_STAR],
  ['//', Token.DOUBLE_SLASH],
  ['<<', Token.LEFT_SHIFT],
  ['>>', Token.RIGHT_SHIFT],
  ['<=', Token.LESS_EQUAL],
  ['>=', Token.GREATER_EQUAL],
  ['==', Token.EQUAL],
  ['!=', Token.NOT_EQUAL],
  ['->', Token.ARROW],
  [':=', Token.WALRUS],
  ['+=', Token.PLUS_ASSIGN],
  ['-=', Token.MINUS_ASSIGN],
  ['*=', Token.STAR_ASSIGN],
  ['/=', Token.SLASH_ASSIGN],
  ['%=', Token.PERCENT_ASSIGN],
  ['@=', Token.AT_ASSIGN],
  ['&=', Token.AMPERSAND_ASSIGN],
  ['|=', Token.BAR_ASSIGN],
  ['^=', Token.CARET_ASSIGN],
  ['<>', Token.LESS_GREATER],
]);

const SHORT: ReadonlyMap<string, Token> = new Map([
  ['+', Token.PLUS],
  ['-', Token.MINUS],
  ['*', Token.STAR],
  ['/', Token.SLASH],
  ['%', Token.PERCENT],
  ['@', Token.AT],
  ['&', Token.AMPERSAND],
  ['|', Token.BAR],
  ['^', Token.CARET],
  ['~', Token.TILDE],
  ['<', Token.LESS],
  ['>', Token.GREATER],
  ['=', Token.ASSIGN],
  [',', Token.COMMA],
  [':', Token.COLON],
  [';', Token.SEMICOLON],
  ['.', Token.DOT],
  ['(', Token.LEFT_PARENTHESIS],
  [')', Token.RIGHT_PARENTHESIS],
  ['[', Token.LEFT_BRACKET],
  [']', Token.RIGHT_BRACKET],
  ['{', Token.LEFT_BRACE],
  ['}', Token.RIGHT_BRACE],
]);

/** What may follow as the second character of a longer operator. */
const SECOND = '=*/<>.';

/** The operator at `start`; UNKNOWN where there is none. */
export function operatorAt(text: string, start: number): Token {
  const next = text.charAt(start + 1);
  if (next !== '' && SECOND.includes(next)) {
    const long = LONG.get(text.slice(start, start + 3)) ?? LONG.get(text.slice(start, start + 2));
    if (long !== undefined) return long;
  }
  return SHORT.get(text.charAt(start)) ?? Token.UNKNOWN;
}

/** How many characters an operator has. */
export function operatorWidth(kind: Token): number {
  switch (kind) {
    case Token.DOUBLE_STAR_ASSIGN:
    case Token.DOUBLE_SLASH_ASSIGN:
    case Token.LEFT_SHIFT_ASSIGN:
    case Token.RIGHT_SHIFT_ASSIGN:
    case Token.ELLIPSIS:
      return 3;
    case Token.DOUBLE_STAR:
    case Token.DOUBLE_SLASH:
    case Token.LEFT_SHIFT:
    case Token.RIGHT_SHIFT:
    case Token.LESS_EQUAL:
    case Token.GREATER_EQUAL:
    case Token.EQUAL:
    case Token.NOT_EQUAL:
    case Token.LESS_GREATER:
    case Token.ARROW:
    case Token.WALRUS:
      return 2;
    default:
      return kind >= Token.PLUS_ASSIGN && kind <= Token.CARET_ASSIGN ? 2 : 1;
  }
}
