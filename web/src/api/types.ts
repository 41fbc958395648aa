/** What the API speaks of, in the names of its own records. Members that are null on the server are absent here. */

export type RollStage =
  | 'found'
  | 'manifest-checked'
  | 'uploading'
  | 'uploaded'
  | 'verified'
  | 'inspected'
  | 'proxied'
  | 'archived'
  | 'complete';

export type StageState = 'waiting' | 'running' | 'done' | 'held' | 'failed';

export interface StageProgress {
  stage: RollStage;
  state: StageState;
  done: number;
  total: number;
  since?: string | null;
  endedAt?: string | null;
  actor: string;
  reason: string;
  fraction: number;
}

export interface Hold {
  reason: string;
  advice: string;
}

export interface Roll {
  id: string;
  show: string;
  name: string;
  kind: 'camera' | 'sound' | 'other';
  shootDay: string;
  unit: string;
  episode: string;
  dayNumber?: number | null;
  layout: string;
  layoutReason: string;
  source: string;
  drive: string;
  carriedBy: string;
  files: number;
  bytes: number;
  storePrefix: string;
  manifest: 'unchecked' | 'intact' | 'missing' | 'unlisted' | 'mismatch' | 'untrusted' | 'unproven-at-source';
  stage: RollStage;
  hold?: Hold | null;
  foundAt: string;
}

export interface StageTarget {
  name: string;
  due: string;
  forecast?: string | null;
  actual?: string | null;
  state: 'on-time' | 'at-risk' | 'late' | 'met' | 'missed';
  why: string;
}

export interface Finding {
  severity: 'note' | 'warning' | 'hold';
  code: string;
  message: string;
  advice: string;
  path: string;
}

export interface DaySummary {
  shootDay: string;
  rolls: number;
  complete: number;
  held: number;
  expected: number;
  missing: number;
  files: number;
  bytes: number;
  state: 'open' | 'confirmed' | 'reopened';
}

export interface DayCompleteness {
  state: 'open' | 'ready' | 'confirmed' | 'reopened';
  open: string[];
  confirmedBy: string;
  confirmedAt?: string | null;
}

export interface WipeAdvice {
  isSafe: boolean;
  headline: string;
  reasons: string[];
  notes: string[];
}

export interface RollOfDay {
  roll: Roll;
  stages: StageProgress[];
  targets: StageTarget[];
}

export interface ExpectedRoll {
  id: string;
  shootDay: string;
  name: string;
  kind: 'camera' | 'sound' | 'other';
  unit: string;
  clips: string[];
  source: string;
  importedBy: string;
  importedAt: string;
  waivedBy?: string | null;
  waivedAt?: string | null;
  waivedReason?: string | null;
}

export interface Day {
  show: string;
  day: string;
  rolls: RollOfDay[];
  missing: Finding[];
  expected: ExpectedRoll[];
  completeness: DayCompleteness;
  files: number;
  bytes: number;
}

export interface RollCopy {
  tier: 'library' | 'archive';
  store: string;
  prefix: string;
  place: string;
  state: 'waiting' | 'writing' | 'written' | 'verified' | 'failed';
  message: string;
  files: number;
  bytes: number;
  generation?: number | null;
  writtenAt?: string | null;
  verifiedAt?: string | null;
}

export interface RollDetail {
  roll: Roll;
  stages: StageProgress[];
  copies: RollCopy[];
  targets: StageTarget[];
  findings: Finding[];
  advice: WipeAdvice;
  jobs: Job[];
}

export interface LibraryEvent {
  sequence: number;
  at: string;
  kind: string;
  actor: string;
  message: string;
  show: string;
  roll?: string | null;
  clip?: string | null;
  job?: string | null;
}

export interface FileDigest {
  format: string;
  text: string;
}

export interface RollFile {
  number: number;
  path: string;
  length: number;
  expected: FileDigest[];
  digests: FileDigest[];
  verdict: string;
  message: string;
  copies: { tier: string; state: string; message: string }[];
}

export interface FilePage {
  files: RollFile[];
  total: number;
}

export interface ClipFact {
  field: string;
  value: string;
  raw: string;
  origin: string;
}

export interface Clip {
  id: string;
  roll: string;
  name: string;
  kind: string;
  reel: string;
  files: string[];
  frames?: number | null;
  rate: string;
  timecodeStart: string;
  timecodeEnd: string;
  width?: number | null;
  height?: number | null;
  codec: string;
  camera: string;
  state: 'found' | 'inspected' | 'unreadable';
  facts: ClipFact[];
  problems: string[];
  proxyState: 'waiting' | 'made' | 'unavailable' | 'failed';
  proxyReason: string;
  proxy?: { frames?: number | null; timecode: string } | null;
}

export interface Show {
  name: string;
  title: string;
  settings: ShowSettings;
  createdAt: string;
}

export interface ShowSettings {
  frameRate: string;
  specification: { codecs: string[]; sizes: string[]; rates: string[] };
  policy: { copies: number; places: number };
  targets: {
    cardToLibraryMinutes?: number | null;
    cardToProxyMinutes?: number | null;
    cardToArchiveMinutes?: number | null;
  };
  hashFormats: string[];
  oneShootDayPerSubmission: boolean;
  webhooks: { url: string; events: string[]; secretVariable: string }[];
  mail: { to: string; events: string[]; dailyDigest: boolean }[];
  mute: { events: string[]; until?: string | null; rolls: string }[];
}

export interface FormatCard {
  id: string;
  key: { cameraLetter: string; model: string; sensorMode: string; codec: string; squeeze: string };
  found: Record<string, string>;
  corrected: Record<string, string>;
  createdAt: string;
  changedAt: string;
  changedBy: string;
}

export type JobState = 'waiting' | 'running' | 'done' | 'held' | 'cancelled';

export interface Job {
  id: string;
  kind: string;
  title: string;
  show: string;
  subject: string;
  deadline?: string | null;
  priority: number;
  state: JobState;
  throttle?: number | null;
  submittedBy: string;
  submittedAt: string;
  startedAt?: string | null;
  endedAt?: string | null;
  cancelledBy?: string | null;
  steps: number;
  stepsDone: number;
  stepsHeld: number;
  weight: number;
  weightDone: number;
}

export interface StepView {
  number: number;
  name: string;
  function: string;
  stage: string;
  place: string;
  state: 'waiting' | 'ready' | 'running' | 'done' | 'held' | 'cancelled';
  attempts: number;
  done: number;
  total: number;
  detail?: TransferDetail | null;
  problem: string;
  advice: string;
  retryAt?: string | null;
  startedAt?: string | null;
  endedAt?: string | null;
}

export interface TransferDetail {
  bytesPerSecond?: number;
  limitedBy?: string;
  filesDone?: number;
  files?: number;
}

export interface Attempt {
  id: string;
  number: number;
  runner: string;
  place: string;
  state: string;
  result?: string | null;
  startedAt: string;
  endedAt?: string | null;
}

export interface StepDetail {
  step: StepView;
  request?: unknown;
  output?: unknown;
  attempts: Attempt[];
}

export interface TokenView {
  id: string;
  principal: string;
  title: string;
  scopes: string[];
  createdAt: string;
  expiresAt?: string | null;
  lastUsedAt?: string | null;
  revokedAt?: string | null;
}

export interface AuditEntry {
  sequence: number;
  at: string;
  actor: string;
  action: string;
  target: string;
  detail?: unknown;
}

/** What lies on a card: the summary before anything moves. */
export interface CardOffer {
  id: string;
  source: string;
  rolls: OfferedRoll[];
  reports: string[];
  findings: Finding[];
  drive: string;
}

export interface OfferedRoll {
  name: string;
  path: string;
  kind: 'camera' | 'sound' | 'other';
  layout: string;
  maker: string;
  reason: string;
  files: number;
  bytes: number;
  clips: number;
  manifest: Roll['manifest'];
  shootDay?: string | null;
  unit: string;
  episode: string;
  dayNumber?: number | null;
  findings: Finding[];
}

export interface IngestReceipt {
  submission: string;
  rolls: {
    roll: string;
    name: string;
    outcome: 'accepted' | 'held' | 'resumed' | 'already-there';
    job?: string | null;
    message: string;
  }[];
  findings: Finding[];
}
