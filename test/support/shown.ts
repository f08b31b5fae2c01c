import type { Attention } from '../../src/domain/run/attention.js';
import { attributes } from '../../src/workflows/messages.js';
import type { World } from './world.js';

/** What Temporal itself keeps of whether a run needs attention, and why; also after its end. */
export async function shownOf(
  { client }: World,
  id: string,
): Promise<{ needsAttention: boolean | undefined } & Partial<Attention>> {
  const { typedSearchAttributes, memo } = await client.workflow.getHandle(id).describe();
  const { kind, reason } = (memo?.['attention'] ?? {}) as Partial<Attention>;
  return {
    needsAttention: typedSearchAttributes.get(attributes.needsAttention),
    ...(kind && { kind }),
    ...(reason && { reason }),
  };
}
