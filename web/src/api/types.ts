import type { Answer } from './answer';
import type { components } from './generated/schema';

/** What the API speaks of, in the names of its own records. Members that are null on the server are absent here. */
type Schemas = components['schemas'];

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

export type Show = Answer<Schemas['Show']>;

export type ShowSettings = Answer<Schemas['ShowSettings']>;

export interface FormatCard {
  id: string;
  key: { cameraLetter: string; model: string; sensorMode: string; codec: string; squeeze: string };
  found: Record<string, string>;
  corrected: Record<string, string>;
  createdAt: string;
  changedAt: string;
  changedBy: string;
}

export type JobState = Schemas['JobState'];

export type Job = Answer<Schemas['JobRow']>;

export type StepView = Answer<Omit<Schemas['StepView'], 'detail'>> & { detail?: TransferDetail | null };

export interface TransferDetail {
  bytesPerSecond?: number;
  limitedBy?: string;
  filesDone?: number;
  files?: number;
}

export type Attempt = Answer<Schemas['AttemptRow']>;

export interface StepDetail {
  step: StepView;
  request?: unknown;
  output?: unknown;
  attempts: Attempt[];
}

export type TokenView = Answer<Schemas['TokenView']>;

export type AuditEntry = Answer<Schemas['AuditEntry']>;

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
