import type { OrganisationId } from '#shared/kit/ids.ts'

/** By which doors reach whoever runs jobs, without knowing whether anybody does: the command line has the doors and runs none. */
export interface JobBell {
  /** Something became due. */
  wake(organisation: OrganisationId): void
  /** It was cancelled. */
  stop(job: string): void
  answerTo(ringer: Pick<JobBell, 'wake' | 'stop'>): void
}

export function openJobBell(): JobBell {
  let ringer: Pick<JobBell, 'wake' | 'stop'> | undefined
  return {
    wake: (organisation) => ringer?.wake(organisation),
    stop: (job) => ringer?.stop(job),
    answerTo: (next) => void (ringer = next),
  }
}
