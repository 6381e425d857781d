// A number in the pieces it is said in: "205.000" is "2", "trăm", "linh", "5", "nghìn".
//
// lms_server/narration/interface.py has a sound for each piece: 0 to 100, and the words below.
const THOUSANDS = ["", "nghìn", "triệu", "tỷ"];
const [HUNDRED, AND, COMMA] = ["trăm", "linh", "phẩy"];
const LARGEST_WHOLE = 100;
const GROUPED = /^\d{1,3}(?:\.\d{3}){0,3}$/u;

/** The pieces of a number as it is written: "30.000", "2,5"; a row of digits is said one by one. */
export function numberPieces(written) {
  const [whole, ...parts] = written.split(",");
  const pieces = GROUPED.test(whole) ? groups(whole.split(".")) : digits(whole);
  return [...pieces, ...parts.flatMap((part) => [COMMA, ...fraction(part)])];
}

function groups(written) {
  const numbers = written.map(Number);
  if (numbers.length === 1 && numbers[0] <= LARGEST_WHOLE) return [String(numbers[0])];
  const pieces = numbers.flatMap((number, at) => {
    if (number === 0) return [];
    return [...belowThousand(number, at > 0), THOUSANDS[numbers.length - 1 - at]].filter(Boolean);
  });
  return pieces.length ? pieces : ["0"];
}

/** A group after another one names its hundreds even when there are none. */
function belowThousand(number, isFollowing) {
  const [hundreds, rest] = [Math.floor(number / 100), number % 100];
  if (hundreds === 0 && !isFollowing) return [String(rest)];
  const tail = rest === 0 ? [] : [...(rest < 10 ? [AND] : []), String(rest)];
  return [String(hundreds), HUNDRED, ...tail];
}

function fraction(part) {
  return part.length <= 2 && !part.startsWith("0") ? [part] : digits(part);
}

function digits(text) {
  return [...text].filter((one) => /\d/u.test(one));
}
