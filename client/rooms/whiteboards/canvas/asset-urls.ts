import { getAssetUrls } from '@tldraw/assets/selfHosted'
import icons from '@tldraw/assets/icons/icon/0_merged.svg?url'
import english from '@tldraw/assets/translations/en.json?url'

const fontFolder = '../../../../node_modules/@tldraw/assets/'
const fonts = import.meta.glob<string>('../../../../node_modules/@tldraw/assets/fonts/*.woff2', {
  eager: true,
  query: '?url',
  import: 'default',
})

/**
 * Fonts, icons and words, all of them among the app's own files. Every name that the library knows is set, for it would look for
 * the rest at its maker's server: the app speaks English, so each language is English here, and embeds have no icons.
 */
export const assetUrls = getAssetUrls((path) => {
  const name = path.replace(/^\.\//, '')
  if (name.startsWith('icons/')) return icons
  if (name.startsWith('translations/')) return english
  return fonts[fontFolder + name] ?? ''
})
