/** Of `src/<folder>`, its subfolders not: all, or the files named, or all but those. */
export const inFolder = (/** @type {string} */ folder, names = '[^/]+', but = '') =>
  `^src/${folder}/${but && `(?!(${but})\\.)`}(${names})\\.ts$`;

/** All that is pure. */
export const domain = 'domain, contact, plan, event, run, mail, records';
