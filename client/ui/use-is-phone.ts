import { useMediaQuery } from '@mantine/hooks'

/** Less than 768 px wide: no sidebar, a bottom bar, one thing at a time on the whole screen. */
export function useIsPhone(): boolean {
  return useMediaQuery('(max-width: 767.98px)', false, { getInitialValueInEffect: false })
}
