/** Why a data folder can not be used, each with the one line that start prints. */
export const storageFaults = {
  'not-writable': (folder: string) =>
    `the data folder ${folder} can not be written; choose another one with NEXUS_DATA.`,
  'in-use': (folder: string) => `another Nexus process is using the data folder ${folder}; stop it first.`,
  'newer-version': (file: string) => `${file} was written by a newer version of Nexus; update Nexus to open it.`,
  damaged: (file: string) => `${file} is not a database that Nexus can read; restore it from a backup.`,
  restoring: (folder: string) =>
    `a restore into ${folder} was interrupted; finish it with "nexus restore" and --replace before anything else.`,
  'no-data': (folder: string) => `${folder} is no data folder of Nexus; name one with --data or NEXUS_DATA.`,
  'not-empty': (folder: string) => `${folder} is not empty; --replace moves what is there aside.`,
  'no-backup': (folder: string) => `there is no backup at ${folder}.`,
  'backup-changed': (folder: string) =>
    `the backup ${folder} is damaged, or was made of damaged data; nothing was changed.`,
} as const

export class StorageFault extends Error {
  readonly code: keyof typeof storageFaults

  constructor(code: keyof typeof storageFaults, subject: string, options?: ErrorOptions) {
    super(storageFaults[code](subject), options)
    this.code = code
  }
}
