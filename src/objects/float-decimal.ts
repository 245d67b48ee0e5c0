/**
 * The exact decimal value of a double, rounded where asked: what `round`, `format` and `%` are
 * made of. JavaScript's own `toFixed` and `toExponential` are exact too but round a tie up, where
 * Python rounds it to even, and stop at 100 digits; they serve where neither matters.
 */

/** A decimal number `0.d₁d₂d₃… × 10 ** point`; zero has the single digit `0` and point 1. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

const PLACES_OF_A_DOUBLE = 1074;

/** The integer mantissa and the binary exponent of a finite double that is not negative. */
function decompose(x: number): { mantissa: bigint; exponent: number } {
  let scaled = x;
  let exponent = 0;
  if (scaled >= 2 ** 53) return { mantissa: BigInt(scaled), exponent: 0 };
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent--;
  }
  return { mantissa: BigInt(scaled), exponent };
}

/** `x * 10 ** places` as the nearest integer, of two equally near ones the even one. */
function scaledInteger(x: number, places: number): bigint {
  const { mantissa, exponent } = decompose(x);
  let numerator = mantissa;
  let denominator = 1n << BigInt(-exponent);
  if (places >= 0) numerator *= 10n ** BigInt(places);
  else denominator *= 10n ** BigInt(-places);
  const floor = numerator / denominator;
  const twiceRest = (numerator - floor * denominator) * 2n;
  const up = twiceRest > denominator || (twiceRest === denominator && (floor & 1n) === 1n);
  return up ? floor + 1n : floor;
}

/**
 * `x`, finite and not negative, with exactly `places` digits after the point. With negative
 * `places` the digits before the point from there on are zero. Has no exponent.
 */
export function roundedDecimal(x: number, places: number): string {
  if (places >= 0 && places <= 100 && x < 1e21) {
    // A tie has one binary digit more than there are places: this doubling is exact.
    const tie = x * 2 ** (places + 1);
    if (!Number.isInteger(tie) || tie % 2 === 0) return x.toFixed(places);
  }
  if (places < 0) {
    const kept = scaledInteger(x, places);
    return kept === 0n ? '0' : kept.toString() + '0'.repeat(-places);
  }
  // Beyond its last binary place a double has only zeros.
  const computed = Math.min(places, PLACES_OF_A_DOUBLE);
  const digits = scaledInteger(x, computed)
    .toString()
    .padStart(computed + 1, '0');
  if (places === 0) return digits;
  const split = digits.length - computed;
  return digits.slice(0, split) + '.' + digits.slice(split) + '0'.repeat(places - computed);
}

/** `x`, finite and not negative, rounded to `count` significant digits (at least one). */
export function significantDecimal(x: number, count: number): Decimal {
  if (x === 0) return { digits: '0'.repeat(count), point: 1 };
  // A tie's next digit is a five and its last: any other next digit rules a tie out.
  if (count <= 100) {
    const closer = x.toExponential(count);
    if (closer.charCodeAt(closer.indexOf('e') - 1) !== 53) {
      return fromExponential(x.toExponential(count - 1));
    }
  }
  const leading = fromExponential(x.toExponential(20)).point;
  // A double has fewer than 800 significant digits; the rest is zeros.
  const computed = Math.min(count, 800);
  let digits = scaledInteger(x, computed - leading).toString();
  let point = leading;
  if (digits.length > computed) {
    digits = digits.slice(0, computed);
    point++;
  }
  return { digits: digits + '0'.repeat(count - computed), point };
}

/** The shortest digits that are read back as `x`, finite and not negative. */
export function shortestDecimal(x: number): Decimal {
  return fromExponential(x.toExponential());
}

function fromExponential(text: string): Decimal {
  const at = text.indexOf('e');
  const digits = at === 1 ? text.charAt(0) : text.charAt(0) + text.slice(2, at);
  return { digits, point: Number(text.slice(at + 1)) + 1 };
}
