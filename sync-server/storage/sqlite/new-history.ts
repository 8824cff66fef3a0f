import Database from 'better-sqlite3'

/** The setting that names the history which the seqs and cursors of this server belong to; made anew when it is not there. */
export const historySetting = 'history'

/**
 * After a restore the same seqs will be given again to other changes. Without its name the next start begins a new history, so that no
 * cursor of the lost one is taken for one of the new.
 */
export function beginNewHistory(controlFile: string): void {
  const control = new Database(controlFile)
  try {
    control.prepare('DELETE FROM settings WHERE name = ?').run(historySetting)
  } finally {
    control.close()
  }
}
