import { ann, callOf, type Doctored, mailOf } from './doctor.js';

/** What is written otherwise than the judge knows it. */
export const doctoredWords: readonly Doctored[] = [
  [
    'I8',
    'an address in a log, its domain as the network has it',
    (e) => {
      e.canaries.push('zoe@bücher.example');
      e.surfaces.push({ name: 'the log', text: 'no such mailbox: ZOE@xn--bcher-kva.example' });
    },
  ],
  [
    'I10',
    'somebody else, whose domain is written otherwise',
    (e) => {
      callOf(e, ann).body['email'] = 'ann@bücher.example';
      for (const mail of e.mails) if (mail.key?.startsWith(ann)) mail.to = ['ann@bucher.example'];
    },
  ],
  [
    'I10',
    'a value that is null, in copy that speaks of what is null and void',
    (e) => {
      const said = 'Without a deposit this offer is null and void.';
      for (const version of e.copy) version.text = `<p>Hi {{ first_name }}! ${said}</p>`;
      const mail = mailOf(e, `${ann}/2`);
      mail.body = `${mail.body}<p>Hi null! ${said}</p>`;
    },
  ],
];
