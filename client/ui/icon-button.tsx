import { ActionIcon, type ActionIconProps } from '@mantine/core'
import type { ComponentPropsWithRef, ReactNode } from 'react'

type ButtonProps = Omit<ComponentPropsWithRef<'button'>, keyof ActionIconProps | 'children'>

export interface IconButtonProps extends Omit<ActionIconProps, 'children'>, ButtonProps {
  /** Said by screen readers and shown on hover. */
  label: string
  /** Shown beside the label on hover; binding it is `useHotkey`'s part. */
  combo?: string
  children: ReactNode
}

/** A button that is only an icon, with a name for everyone. */
export function IconButton({ label, combo, children, ...rest }: IconButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="md"
      aria-label={label}
      data-tip={label}
      data-tip-keys={combo}
      {...rest}
    >
      {children}
    </ActionIcon>
  )
}
