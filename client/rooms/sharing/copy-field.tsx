import { CopyField as AnyCopyField } from '#client/ui/copy-field.tsx'
import { useText } from '#client/ui/i18n.tsx'

/** An address to pass on. */
export function CopyField(props: { label: string; hint?: string; value: string }) {
  const t = useText('sharing')
  return <AnyCopyField {...props} words={{ copy: t('links.copy'), copied: t('links.copied') }} />
}
