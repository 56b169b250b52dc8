/** A group of the tool row: how wide it is in CSS pixels and how soon it is missed, 0 first. */
export interface ToolGroup {
  readonly id: string;
  readonly width: number;
  readonly rank: number;
}

/** The groups that fit into the row; the others go into its menu, for whose button room is kept then. */
export function fittingGroups(groups: readonly ToolGroup[], width: number, menuButton: number): ReadonlySet<string> {
  const total = groups.reduce((sum, group) => sum + group.width, 0);
  let left = total <= width ? width : width - menuButton;
  const fitting = new Set<string>();
  for (const group of [...groups].sort((a, b) => a.rank - b.rank)) {
    if (group.width > left) break;
    left -= group.width;
    fitting.add(group.id);
  }
  return fitting;
}
