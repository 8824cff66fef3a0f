import { useMediaQuery } from '@mantine/hooks'

/** How high a line of the tree is, in px: dense in the sidebar, roomy where a finger points. */
export function useLineHeight(where: 'sidebar' | 'screen'): number {
  const isCoarse = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false })
  if (isCoarse) return 48
  return where === 'sidebar' ? 30 : 34
}
