import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { z } from 'zod'

export interface AddressState<State> {
  readonly search: State
  /** Changes the address. `replace` for what is not worth a step back. */
  change(patch: Partial<Record<keyof State, unknown>>, options?: { replace?: boolean }): Promise<void>
}

/** What the address says of a screen, read by its schema; what is empty is left out of the address. */
export function useAddressState<Schema extends z.ZodType>(schema: Schema): AddressState<z.output<Schema>> {
  const raw: unknown = useSearch({ strict: false })
  const navigate = useNavigate()
  const search = useMemo(() => schema.parse(raw), [schema, raw])
  const change = useCallback<AddressState<z.output<Schema>>['change']>(
    (patch, { replace = false } = {}) =>
      navigate({
        to: '.',
        search: ((before: object) => tidy({ ...before, ...patch })) as never,
        replace,
        resetScroll: false,
      }),
    [navigate],
  )
  return useMemo(() => ({ search, change }), [search, change])
}

function tidy(search: Record<string, unknown>): Record<string, unknown> {
  const isSaid = (value: unknown) =>
    value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(search).filter(([, value]) => isSaid(value)))
}
