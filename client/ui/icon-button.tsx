import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'
import classes from './icon-button.module.css'

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
    <Tooltip label={combo ? <TipWithKeys label={label} combo={combo} /> : label}>
      <ActionIcon variant="subtle" color="gray" size="md" aria-label={label} {...rest}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

function TipWithKeys({ label, combo }: { label: string; combo: string }) {
  return (
    <span className={classes.tip}>
      {label} <Kbd combo={combo} />
    </span>
  )
}
