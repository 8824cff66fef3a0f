import type { z } from 'zod'
import type { OrganisationSettings, organisationSettingsBody } from '#shared/protocol/rest-admin.ts'

/** What was set; what is not in it is as it is by default. The history window is the log's, which keeps it. */
export interface StoredSettings {
  readonly signIn?: Partial<OrganisationSettings['signIn']>
  readonly retention?: Partial<Omit<OrganisationSettings['retention'], 'history'>>
  readonly branding?: OrganisationSettings['branding']
}

export type SettingsPatch = NonNullable<z.output<typeof organisationSettingsBody>['settings']>

export function readSettings(json: string | undefined): StoredSettings {
  return json ? (JSON.parse(json) as StoredSettings) : {}
}

export function settingsOf(stored: StoredSettings, historyDays: number): OrganisationSettings {
  return {
    signIn: { requireTwoFactor: false, allowedDomains: [], ...stored.signIn },
    retention: { history: historyDays, ...stored.retention },
    branding: { ...stored.branding },
  }
}

/** What is left out of the patch stays, and null takes away. */
export function patchSettings(stored: StoredSettings, { signIn, retention, branding }: SettingsPatch): StoredSettings {
  const { history: _, ...kept } = retention ?? {}
  return {
    signIn: merged(stored.signIn, signIn && domainsTidied(signIn)),
    retention: merged(stored.retention, kept),
    branding: merged(stored.branding, branding),
  }
}

/** Whether somebody with this address may belong to the organisation. */
export function isAllowedDomain(stored: StoredSettings, email: string): boolean {
  const domains = stored.signIn?.allowedDomains ?? []
  return domains.length === 0 || domains.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase())
}

function domainsTidied(signIn: NonNullable<SettingsPatch['signIn']>) {
  const { allowedDomains } = signIn
  if (!allowedDomains) return signIn
  return {
    ...signIn,
    allowedDomains: [...new Set(allowedDomains.map((each) => each.trim().toLowerCase().replace(/^@/, '')))],
  }
}

type Nullable<Part> = { readonly [Name in keyof Part]?: Part[Name] | null | undefined }

function merged<Part extends object>(before: Part | undefined, patch: Nullable<Part> | undefined): Part {
  const entries = Object.entries({ ...before, ...patch })
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined)) as Part
}
