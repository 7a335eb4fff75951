// Holds an answer against what is right.

import { UNKNOWN } from './resolvers.mjs';

/** Where they part, in a sentence, with the class of such sentences; undefined when they agree. */
export function differs(right, answer) {
  if (answer.failed) return difference('failed', answer.failed);
  const codes = answer.errors.map(({ extensions }) => extensions?.code);
  if (right.refused) return refusedRightly(right, answer, codes);
  if (answer.refused) {
    if (right.open) return undefined;
    // To a stranger a subscription says no before it begins.
    if (right.kind === 'subscription' && codes[0] === 'UNAUTHENTICATED') return undefined;
    return telling(`refused: ${codes[0]}`, answer.errors[0]?.message);
  }
  return sameData(right, answer, codes);
}

const difference = (kind, detail) => ({ kind, detail });
const telling = (kind, told) => ({ kind, detail: told, told });

function refusedRightly(right, answer, codes) {
  if (!answer.refused) return difference('ran', JSON.stringify({ data: answer.data, errors: answer.errors }).slice(0, 400));
  if (!codes.every((code) => right.codes.includes(code))) return telling(`code ${codes[0]}`, answer.errors[0]?.message);
  for (const { message, locations, extensions, path } of answer.errors) {
    if (path !== undefined) return difference('path', JSON.stringify(path));
    if (typeof message !== 'string' || !message) return difference('no message', '');
    if (extensions.action !== 'ROLLBACK') return difference('action', extensions.action);
    if (right.located && extensions.code === 'INVALID_INPUT' && !isLocated(locations)) return telling('no locations', message);
  }
  return answer.errors.length ? undefined : difference('no errors', '');
}

function sameData(right, answer, codes) {
  if (right.kind === 'subscription') {
    return answer.data === null && codes.every((code) => code === 'UNAUTHENTICATED') && codes.length
      ? undefined
      : difference('data', JSON.stringify(answer).slice(0, 400));
  }
  const parted = part(right.data, answer.data, '');
  if (parted) return difference('data', parted);
  return sameErrors(right, answer);
}

const isLocated = (locations) =>
  Array.isArray(locations) && locations.length > 0 && locations.every(({ line, column }) => line > 0 && column > 0);

/** The path at which two values part; the order of keys counts. */
export function part(right, given, path) {
  if (typeof right === 'string' && UNKNOWN[right])
    return UNKNOWN[right](given) ? undefined : `${path}: ${show(given)} instead of ${right}`;
  if (right === null || typeof right !== 'object' || given === null || typeof given !== 'object') {
    return right === given ? undefined : `${path}: ${show(given)} instead of ${show(right)}`;
  }
  const [keys, others] = [Object.keys(right), Object.keys(given)];
  if (
    keys.length !== others.length ||
    Array.isArray(right) !== Array.isArray(given) ||
    keys.some((key, n) => key !== others[n])
  ) {
    return `${path}: keys ${show(others)} instead of ${show(keys)}`;
  }
  for (const key of keys) {
    const found = part(right[key], given[key], `${path}/${key}`);
    if (found) return found;
  }
  return undefined;
}

const show = (value) => JSON.stringify(value)?.slice(0, 120);

/** Of several errors that make the same null, one is enough; each must be one that there was. */
function sameErrors({ data, errors, raised, plain }, answer) {
  const known = new Set(raised.map(({ path, code }) => `${path.join('/')} ${code}`));
  const told = answer.errors.map(({ path, extensions }) => `${path?.join('/')} ${extensions?.code}`);
  for (const one of told) if (!known.has(one)) return difference('error', `${one}; known: ${[...known].join(', ')}`);
  if (new Set(told).size !== told.length) return difference('error twice', told.join(', '));
  for (const { message, locations, path, extensions } of answer.errors) {
    if (typeof message !== 'string' || !message) return difference('no message', path.join('/'));
    if (extensions.action !== 'ROLLBACK') return difference('action', extensions.action);
    if (!isLocated(locations)) return difference('no locations', path.join('/'));
    const right = plain && errors.find((one) => one.path.join('/') === path.join('/'));
    const isThere = ({ line, column }) => right.locations.some((one) => one.line === line && one.column === column);
    if (right && !locations.every(isThere)) return difference('another location', show(locations));
  }
  if (data === null) return told.length ? undefined : difference('no error', '');
  for (const { path, code } of errors) {
    if (!told.includes(`${path.join('/')} ${code}`)) return difference('error missing', `${path.join('/')} ${code}`);
  }
  return undefined;
}
