import type { ActivityDeps, Doors } from '../activities/deps.js';
import type { Config } from '../config.js';
import { openWorkspace } from '../vendors/notion/connect.js';
import { checkSender } from '../vendors/resend/check.js';
import { pretendToSend } from '../vendors/resend/pretend-to-send.js';
import { connectResend } from '../vendors/resend/resend.js';

/** What the doors share: how fast the vendors are asked, and what is known to be at fault. */
type Shared = Pick<ActivityDeps, 'gates' | 'now'> & {
  faults: Pick<ActivityDeps['faults'], 'notion'>;
};

/** The ways to the vendors: those that write and send, or those of shadow mode, behind which nothing can. */
export function openDoors(
  config: Pick<Config, 'notion' | 'resend' | 'sender'>,
  { gates, faults, now }: Shared,
  isShadow: boolean,
): Doors {
  const notion = { ...config.notion, faults: faults.notion, gate: gates.notion };
  const resend = { ...config.resend, gate: gates.resend };
  if (isShadow) {
    return {
      isShadow,
      workspace: openWorkspace({ ...notion, isReadOnly: true }),
      sendMail: pretendToSend,
      checkSender: async () => {}, // nothing is sent that could be refused
    };
  }
  return {
    isShadow,
    workspace: openWorkspace(notion),
    sendMail: connectResend(resend, now),
    checkSender: () => checkSender(resend, config.sender.from),
  };
}
