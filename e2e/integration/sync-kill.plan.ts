/** What one start of the program that is killed shall do. */
export interface KillPlan {
  readonly folder: string;
  /** In hex; of both stores. */
  readonly key: string;
  readonly baseUrl: string;
  /** Studies to bring from the PACS. */
  readonly sync: readonly string[];
  /** Files to import. */
  readonly imports: readonly string[];
  /** Studies to remove, key first. */
  readonly evict: readonly string[];
}
