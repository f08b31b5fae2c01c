/** Makes JSON Schemas from the types of the installed SDKs: `npm run contract-schemas`. */
import { writeFile } from 'node:fs/promises';
import { createGenerator, type Schema } from 'ts-json-schema-generator';
import { installedSdk, type SdkTypes, schemaFile, sdkTypes } from './sdk-types.js';

for (const vendor of Object.values(sdkTypes)) {
  const text = written(await installedSdk(vendor), definitionsOf(vendor));
  await writeFile(schemaFile(vendor), text);
  process.stdout.write(`${vendor.file}: ${(text.length / 1000).toFixed(0)} kB\n`);
}

function definitionsOf({ path, types }: SdkTypes): Map<string, unknown> {
  const generator = createGenerator({ path, skipTypeCheck: true, expose: 'all', jsDoc: 'none' });
  const all = types.flatMap((type) => {
    const { definitions = {} }: Schema = generator.createSchema(type);
    return Object.entries(definitions);
  });
  return new Map(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A line per type, so that a new SDK's changes show in a diff. */
function written(sdk: string, definitions: Map<string, unknown>): string {
  const lines = [...definitions].map(
    ([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`,
  );
  return `{\n"sdk":${JSON.stringify(sdk)},\n"definitions":{\n${lines.join(',\n')}\n}}\n`;
}
