/**
 * Lets the Temporal SDK download one server into an empty folder; a process of its own, so that it can
 * be given a time limit. Usage: node scripts/download-server.mjs <tool> <folder>
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { tools } from './tools.mjs';

const [name, downloadDir = ''] = process.argv.slice(2);
const version = `v${tools[/** @type {import('./tools.mjs').ToolName} */ (name)].version}`;
const executable = /** @type {const} */ ({ type: 'cached-download', version, downloadDir });
const env =
  name === 'temporal'
    ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
    : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
await env.teardown();
