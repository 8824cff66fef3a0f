/** Why a data folder can not be used, each with the one line that start prints. */
export const storageFaults = {
  'not-writable': (folder: string) =>
    `the data folder ${folder} can not be written; choose another one with NEXUS_DATA.`,
  'in-use': (folder: string) => `another Nexus process is using the data folder ${folder}; stop it first.`,
  'newer-version': (file: string) => `${file} was written by a newer version of Nexus; update Nexus to open it.`,
  damaged: (file: string) =>
    `${file} is not a database that Nexus can read, or no longer; "nexus doctor" says what is left, "nexus restore" brings a backup back.`,
  'disk-full': (file: string) =>
    `the disk is full, so ${file} takes no changes; they wait on the devices of those who make them until there is room. Reading goes on.`,
  'disk-fails': (file: string) =>
    `${file} can not be read or written at the moment; what people write waits on their devices.`,
  'migration-failed': (what: string) =>
    `the data could not be brought up to date and is as it was before (${what}); the version that you had still runs on it.`,
  restoring: (folder: string) =>
    `a restore into ${folder} was interrupted; finish it with "nexus restore" and --replace before anything else.`,
  'no-data': (folder: string) => `${folder} is no data folder of Nexus; name one with --data or NEXUS_DATA.`,
  erased: (file: string) => `${file} belonged to an organisation that was erased.`,
  'not-empty': (folder: string) => `${folder} is not empty; --replace moves what is there aside.`,
  'older-version': (file: string) =>
    `${file} was written by an older version of Nexus; start the server once, which brings it up to date.`,
  'bad-key': (from: string) =>
    `${from} holds no key of Nexus: each is 32 random bytes in base64, as "openssl rand -base64 32" prints them.`,
  'wrong-key': (what: string) =>
    `the data belongs to another server key (${what}); put the right one back, or say where it is with NEXUS_KEY_FILE. Nothing was changed.`,
  'no-key': (what: string) =>
    `the server key ${what}, and the data can not be used without it; put it back, or say where it is with NEXUS_KEY_FILE. Nothing was changed.`,
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
