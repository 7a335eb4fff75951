// What a run tells.

import { toJson } from './text.mjs';

/** The table of what was broken, and how often. */
export function table(differential) {
  const rows = [...differential.counts].map(
    ([rule, { broken, alone }]) => `${rule.padEnd(36)} ${String(broken).padStart(6)} ${String(alone).padStart(6)}`,
  );
  const features = [...differential.features].map(([name, times]) => `${name.padEnd(44)} ${String(times).padStart(6)}`);
  return [
    `${'broken'.padEnd(36)}  times  alone`,
    ...rows,
    `${'in what ran'.padEnd(44)}  times`,
    ...features,
    `ran ${differential.ran}, refused ${differential.refused}`,
  ].join('\n');
}

/** A disagreement, to be read and to be repeated. */
export function told({ request, right, answer, difference }, { key, times, number }) {
  return [
    `${key} (${times}×, first in request ${number})`,
    `  ${difference.detail ?? ''}`,
    `  ${JSON.stringify(request.query)}`,
    `  by ${request.visitor}${request.way ? `, ${request.way}` : ''}${request.operationName === undefined ? '' : `, operation ${JSON.stringify(request.operationName)}`}${request.variables === undefined ? '' : `, variables ${toJson(request.variables)}`}`,
    `  right: ${JSON.stringify(right.refused ? { refused: right.codes, why: right.why, detail: right.detail } : { data: right.data, errors: right.errors }).slice(0, 400)}`,
    `  given: ${JSON.stringify(answer).slice(0, 400)}`,
  ].join('\n');
}
