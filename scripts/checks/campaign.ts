/** Whether every sequence has all that belongs to it; says what to add, and where. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Liquid } from 'liquidjs';
import { parseTemplate, templateFile } from '../../src/campaign/copy/templates.js';
import { sequenceEvents, type WebsiteEvent } from '../../src/campaign/events.js';
import { sequences, templateNames } from '../../src/campaign/sequences/index.js';
import { copyNames, generalVariables } from '../../src/campaign/variables.js';
import { lintTemplate } from '../../src/domain/mail/template.js';

type SequenceEvent = (typeof sequenceEvents)[number];

const project = fileURLToPath(new URL('../..', import.meta.url));
const namesIn = (folder: string, ending: string) =>
  readdirSync(`${project}${folder}`)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));

const faults = [
  ...withoutRegister(),
  ...sequences.flatMap(({ name }) => missingFor(name)),
  ...sequenceEvents.flatMap(faultsOfExample),
  ...sequenceEvents.flatMap(faultsOfVariables),
  ...faultsOfCopy(),
  ...strayCopy(),
];
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;

function withoutRegister(): string[] {
  const known = new Set<string>(sequences.map(({ name }) => name));
  return namesIn('src/campaign/sequences', '.ts')
    .filter((name) => name !== 'index' && !known.has(name))
    .map(
      (name) =>
        `src/campaign/sequences/${name}.ts: no sequence "${name}" is in the register: name it in src/campaign/sequences/index.ts`,
    );
}

function missingFor(name: string): string[] {
  const wanted: [file: string, what: string][] = [
    [`src/campaign/sequences/${name}.ts`, `call the file like its sequence, "${name}"`],
    [
      `test/campaign/promises/${name}.ts`,
      'write down what it promises, like those beside it; every suite holds it to that',
    ],
    [
      `test/histories/${name}-completed.json`,
      'record it with "npm run record-histories": later code must replay it',
    ],
  ];
  const missing = wanted.filter(([file]) => !existsSync(`${project}${file}`));
  const changelog = readFileSync(`${project}CHANGELOG.md`, 'utf8');
  return [
    ...missing.map(([file, what]) => `${file} is missing: ${what}`),
    ...(changelog.includes(name) ? [] : [`CHANGELOG.md: say that there is a sequence "${name}"`]),
  ];
}

/** The example is shown to developers, and posted by the sandbox: it has to start something. */
function faultsOfExample({ name, read, example }: WebsiteEvent): string[] {
  const file = `src/campaign/sequences/${name}.ts`;
  try {
    const event = read({ email: 'someone@example.org', ...example }, new Date());
    return 'ignored' in event ? [`${file}: its example is ignored (${event.ignored})`] : [];
  } catch (error) {
    return [`${file}: its example is refused (${error instanceof Error ? error.message : ''})`];
  }
}

/** A variable that nobody tells would hold the email, or, in an \`if\`, never be true. */
function faultsOfVariables({ name, sequence, copy, variables }: SequenceEvent): string[] {
  const known = new Set([...generalVariables, ...copy, ...Object.keys(variables)]);
  return sequence.emails.flatMap(({ template }) => {
    const file = `templates/${templateFile(template)}`;
    if (!existsSync(`${project}${file}`)) return [];
    const used = new Liquid().globalVariablesSync(readFileSync(`${project}${file}`, 'utf8'));
    return used
      .filter((variable) => !known.has(variable))
      .map(
        (variable) =>
          `${file}: the event of "${name}" tells no "${variable}": name it in "copy" or "variables" of src/campaign/sequences/${name}.ts`,
      );
  });
}

/** Each email has its copy, and a subject of its own. */
function faultsOfCopy(): string[] {
  const subjects = new Map<string, string>();
  return templateNames.flatMap((name) => {
    const file = `templates/${templateFile(name)}`;
    if (!existsSync(`${project}${file}`)) {
      return [`${file} is missing: write the copy of "${name}", like that beside it`];
    }
    try {
      const template = parseTemplate(name, readFileSync(`${project}${file}`, 'utf8'));
      const other = subjects.get(template.subject);
      subjects.set(template.subject, file);
      return [
        ...(other ? [`${file}: its subject is that of ${other}; give it one of its own`] : []),
        ...lintTemplate(template, new Set(copyNames)).map(
          ({ part, says }) => `${file}, ${part}: ${says}`,
        ),
      ];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  });
}

function strayCopy(): string[] {
  const known = new Set([...templateNames.map(templateFile), 'layout.html', 'footer.html']);
  return namesIn('templates', '.html')
    .filter((name) => !known.has(`${name}.html`))
    .map((name) => `templates/${name}.html: no email of a sequence asks for it`);
}
