import type { SessionRow } from '@coderclaw/protocol';
import { useState } from 'preact/hooks';
import { Dialog } from '../view/dialog.tsx';
import { Icon } from '../view/icon.tsx';
import { type SessionList, titleOf } from './session-list.ts';

/** From this many sessions on, looking for one needs a search. */
const MANY = 8;

export type SidebarProps = {
  readonly list: SessionList;
  readonly selected: string;
  /** Offered before anything was said in it, too. */
  readonly main: string;
  readonly open: boolean;
  onSelect(key: string): void;
  onCreate(): void;
  /** The selected session was deleted. */
  onGone(): void;
  onClose(): void;
};

export function Sidebar({
  list,
  selected,
  main,
  open,
  onSelect,
  onCreate,
  onGone,
  onClose,
}: SidebarProps) {
  const [doomed, setDoomed] = useState<SessionRow | null>(null);
  const remove = async (row: SessionRow) => {
    setDoomed(null);
    if ((await list.delete(row.key)) && row.key === selected) onGone();
  };
  return (
    <>
      {open && (
        <button
          type="button"
          class="backdrop"
          aria-label="Close the session list"
          onClick={onClose}
        />
      )}
      <nav class={`sidebar ${open ? 'open' : ''}`} aria-label="Sessions">
        <header>
          <strong class="brand">CoderClaw</strong>
          <button
            type="button"
            class="icon-button"
            aria-label="New session"
            title="New session"
            onClick={onCreate}
          >
            <Icon name="plus" />
          </button>
        </header>
        {list.all.value.length >= MANY && <Search list={list} />}
        <ul>
          {!list.all.value.some((row) => row.key === main) && (
            <Row
              title="Main session"
              selected={main === selected}
              onSelect={() => onSelect(main)}
            />
          )}
          {list.rows.value.map((row) => (
            <Row
              key={row.key}
              title={titleOf(row)}
              working={row.hasActiveRun}
              selected={row.key === selected}
              onSelect={() => onSelect(row.key)}
              edit={{
                rename: (label) => void list.rename(row.key, label),
                delete: () => setDoomed(row),
              }}
            />
          ))}
        </ul>
        {list.search.value !== '' && list.rows.value.length === 0 && (
          <p class="hint">No session found.</p>
        )}
        {list.problem.value && (
          <p class="problem" role="alert">
            {list.problem.value}
          </p>
        )}
      </nav>
      {doomed && (
        <DeleteDialog
          row={doomed}
          onKeep={() => setDoomed(null)}
          onDelete={() => void remove(doomed)}
        />
      )}
    </>
  );
}

function Search({ list }: { readonly list: SessionList }) {
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        placeholder="Search sessions"
        aria-label="Search sessions"
        value={list.search.value}
        onInput={(event) => {
          list.search.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

type DeleteDialogProps = { readonly row: SessionRow; onKeep(): void; onDelete(): void };

function DeleteDialog({ row, onKeep, onDelete }: DeleteDialogProps) {
  return (
    <Dialog title="Delete this session?" onClose={onKeep}>
      <p>“{titleOf(row)}” and everything said in it will be gone. This cannot be undone.</p>
      <div class="actions">
        <button type="button" onClick={onKeep}>
          Keep it
        </button>
        <button type="button" class="danger" onClick={onDelete}>
          Delete
        </button>
      </div>
    </Dialog>
  );
}

type RowProps = {
  readonly title: string;
  readonly working?: boolean;
  readonly selected: boolean;
  onSelect(): void;
  /** What can be done to a session that exists. */
  readonly edit?: { rename(label: string): void; delete(): void };
};

function Row({ title, working = false, selected, onSelect, edit }: RowProps) {
  const [renaming, setRenaming] = useState(false);
  if (renaming) {
    const finish = (label: string) => {
      setRenaming(false);
      if (label !== title) edit?.rename(label);
    };
    return (
      <li class="editing">
        <input
          aria-label="Name of the session"
          defaultValue={title}
          maxLength={200}
          ref={selectOnce}
          onBlur={(event) => finish(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') setRenaming(false);
          }}
        />
      </li>
    );
  }
  return (
    <li class={selected ? 'selected' : ''}>
      <button
        type="button"
        class="row"
        aria-current={selected ? 'page' : undefined}
        onClick={onSelect}
      >
        <span class="title">{title}</span>
        {working && <span class="spinner" role="img" aria-label="working" />}
      </button>
      {edit && (
        <span class="row-actions">
          <button
            type="button"
            class="icon-button"
            aria-label={`Rename ${title}`}
            onClick={() => setRenaming(true)}
          >
            <Icon name="edit" />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={`Delete ${title}`}
            onClick={() => edit.delete()}
          >
            <Icon name="trash" />
          </button>
        </span>
      )}
    </li>
  );
}

/** A stable reference, so that a redrawn list does not select the words again while they are typed. */
function selectOnce(input: HTMLInputElement | null): void {
  input?.select();
}
