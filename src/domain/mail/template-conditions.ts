import { IfTag, TypeGuards, UnlessTag } from 'liquidjs';

/** Conditions as Liquid reads them: of what it does not know it drops the rest, so that they always hold. */

interface Step {
  operator?: string;
  getText(): string;
}

/** What Liquid makes of a condition: values and operators, those behind what they work on. */
interface Condition {
  value: boolean | { initial?: { postfix?: readonly unknown[] } };
}

class CheckedIf extends IfTag {
  constructor(...given: ConstructorParameters<typeof IfTag>) {
    super(...given);
    for (const branch of this.branches) check(branch);
  }
}

class CheckedUnless extends UnlessTag {
  constructor(...given: ConstructorParameters<typeof UnlessTag>) {
    super(...given);
    for (const branch of this.branches) check(branch);
  }
}

/** In place of Liquid's own. */
export const conditions = { if: CheckedIf, unless: CheckedUnless };

/** @throws {Error} in words for its author. */
function check({ value }: Condition): void {
  if (typeof value === 'boolean') return;
  const left: Step[] = [];
  for (const step of (value.initial?.postfix ?? []) as Step[]) {
    const { operator } = step;
    if (operator === undefined) {
      left.push(step);
      continue;
    }
    const [one, other] = operator === 'not' ? [left.pop()] : [left.pop(), left.pop()];
    for (const operand of [other, one]) {
      if (operand && isJoining(operator) && isWritten(operand)) refuse(operand);
    }
    left.push(step);
  }
  const [first, second] = left;
  if (first && second) {
    throw new Error(
      `${quoted(second.getText())} is no comparison; write it as segment == "CRITICAL", or with contains`,
    );
  }
}

function isJoining(operator: string): boolean {
  return operator === 'and' || operator === 'or';
}

function isWritten(step: Step): boolean {
  return TypeGuards.isQuotedToken(step) || TypeGuards.isNumberToken(step);
}

function refuse(operand: Step): never {
  const said = operand.getText();
  throw new Error(
    `${said} by itself always holds; write the comparison again, as segment == ${said}`,
  );
}

function quoted(text: string): string {
  return /^["']/.test(text) ? text : `"${text}"`;
}
