/** Why a data folder can not be used, each with the one line that start prints. */
export const storageFaults = {
  'not-writable': (folder: string) =>
    `the data folder ${folder} can not be written; choose another one with NEXUS_DATA.`,
  'in-use': (folder: string) => `another Nexus process is using the data folder ${folder}; stop it first.`,
  'newer-version': (file: string) => `${file} was written by a newer version of Nexus; update Nexus to open it.`,
  damaged: (file: string) => `${file} is not a database that Nexus can read; restore it from a backup.`,
} as const

export class StorageFault extends Error {
  readonly code: keyof typeof storageFaults

  constructor(code: keyof typeof storageFaults, subject: string, options?: ErrorOptions) {
    super(storageFaults[code](subject), options)
    this.code = code
  }
}
