import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config.js';
import { InvalidConfig } from '../../src/domain/errors.js';

/** What the configuration refuses of an environment, in its own words; empty when it takes it. */
export function faultsOf(env: Record<string, string | undefined>): string {
  try {
    loadConfig(env);
    return '';
  } catch (error) {
    assert.ok(error instanceof InvalidConfig);
    return error.message;
  }
}
