import type { Answer } from './answer';
import type { components } from './generated/schema';

/** What the API speaks of, in the names of its own records. Members that are null on the server are absent here. */
type Schemas = components['schemas'];

export type RollStage = Schemas['RollStage'];
export type Roll = Answer<Schemas['Roll']>;
export type StageBar = Answer<Schemas['StageBar']>;
export type StageTarget = Answer<Schemas['StageTarget']>;
export type Finding = Answer<Schemas['Finding']>;
export type RollSummary = Answer<Schemas['RollSummary']>;
export type RollView = Answer<Schemas['RollView']>;
export type ReceiptList = Answer<Schemas['ReceiptList']>;
export type RollAtSite = Answer<Schemas['RollAtSite']>;
export type FolderAtSite = Answer<Schemas['FolderAtSite']>;
export type DownloadPriority = Answer<Schemas['DownloadPriority']>;
export type RestoreEstimate = Answer<Schemas['RestoreEstimate']>;
export type RollReceipt = Answer<Schemas['RollReceipt']>;
export type DaySummary = Answer<Schemas['DaySummary']>;
export type DayView = Answer<Schemas['DayView']>;
export type ExpectedRoll = Answer<Schemas['ExpectedRoll']>;
export type LibraryEvent = Answer<Schemas['LibraryEvent']>;
export type FileStatus = Answer<Schemas['RollFileStatus']>;
export type Clip = Answer<Schemas['Clip']>;
export type ClipValue = Answer<Schemas['ClipValue']>;
export type ClipEdit = Answer<Schemas['ClipEdit']>;
export type ClipComment = Answer<Schemas['ClipComment']>;
export type CommentThread = Answer<Schemas['CommentThread']>;
export type Still = Answer<Schemas['Still']>;
export type StillOrder = Schemas['StillOrder'];
export type MarkerColour = Schemas['MarkerColour'];
export type FormatCard = Answer<Schemas['FormatCard']>;
export type Show = Answer<Schemas['Show']>;
export type BudgetUse = Answer<Schemas['BudgetUse']>;
export type ShowUsage = Answer<Schemas['ShowUsage']>;
export type ShowUsageView = Answer<Schemas['ShowUsageView']>;
export type StoreRoom = Answer<Schemas['StoreRoom']>;
export type JobFigures = Answer<Schemas['JobFigures']>;
export type JobPath = Answer<Schemas['JobPath']>;
export type ShowDocument = Answer<Schemas['ShowDocument']>;
export type ShowRevision = Answer<Schemas['ShowRevision']>;
export type PlateNamePreview = Answer<Schemas['PlateNamePreview']>;
export type ShowSettings = Answer<Schemas['ShowSettings']>;
export type NewShare = Answer<Schemas['NewShare']>;
export type ShareList = Answer<Schemas['ShareList']>;
export type SharedItem = Answer<Schemas['SharedItem']>;
export type Asset = Answer<Schemas['Asset']>;
export type MarkedCopyStanding = Answer<Schemas['MarkedCopyStanding']>;
export type SharedView = Answer<Schemas['SharedView']>;
export type ShareRequest = Answer<Schemas['ShareRequest']>;
export type ShareRight = Schemas['ShareRight'];
export type ShareSummary = Answer<Schemas['ShareSummary']>;
export type ShareView = Answer<Schemas['ShareView']>;
export type WaitingRequest = Answer<Schemas['WaitingRequest']>;
export type VendorReturn = Answer<Schemas['VendorReturn']>;
export type ReturnFinding = Answer<Schemas['ReturnFinding']>;
export type ReturnView = Answer<Schemas['ReturnView']>;
export type ReturnCounts = Answer<Schemas['ReturnCounts']>;
export type ReturnReceipt = Answer<Schemas['ReturnReceipt']>;
export type VendorStatus = Answer<Schemas['VendorStatus']>;
export type Workspace = Answer<Schemas['Workspace']>;
export type WorkspaceAccess = Schemas['WorkspaceAccess'];
export type WorkspaceMember = Answer<Schemas['WorkspaceMember']>;
export type WorkspaceSummary = Answer<Schemas['WorkspaceSummary']>;
export type WorkspaceView = Answer<Schemas['WorkspaceView']>;
export type FolderView = Answer<Schemas['FolderView']>;
export type BinEntry = Answer<Schemas['BinEntry']>;
export type EntryList = Answer<Schemas['EntryList']>;
export type EntryFolder = Answer<Schemas['EntryFolder']>;
export type UploadView = Answer<Schemas['UploadView']>;
export type UploadPlan = Answer<Schemas['UploadPlan']>;
export type PlannedUpload = Answer<Schemas['PlannedUpload']>;
export type Principal = Answer<Schemas['Principal']>;
export type ActivityLine = Answer<Schemas['ActivityLine']>;
export type BulkRequest = Answer<Schemas['BulkRequest']>;
export type AccessPolicy = Answer<Schemas['AccessPolicy']>;
export type SecondFactorDemand = Schemas['SecondFactorDemand'];
export type ShowRole = Schemas['ShowRole'];
export type RoleView = Answer<Schemas['RoleView']>;
export type TokenView = Answer<Schemas['TokenView']>;
export type AuditEntry = Answer<Schemas['AuditEntry']>;
export type IngestOffer = Answer<Schemas['IngestOffer']>;
export type ScannedRoll = Answer<Schemas['ScannedRoll']>;
export type IngestReceipt = Answer<Schemas['IngestReceipt']>;
export type IngestTags = Schemas['IngestTags'];

export type KeptCut = Answer<Schemas['KeptCut']>;
export type CutChanges = Answer<Schemas['CutChanges']>;
export type OfflineView = Answer<Schemas['OfflineView']>;
export type OfflineEvent = Answer<Schemas['OfflineEvent']>;
export type OfflineEvents = Answer<Schemas['OfflineEvents']>;
export type OfflineBegun = Answer<Schemas['OfflineBegun']>;
export type EventFrames = Answer<Schemas['EventFrames']>;
export type MatchReport = Answer<Schemas['MatchReport']>;
export type MatchedEvent = Answer<Schemas['MatchedEvent']>;
export type MatchedCandidate = Answer<Schemas['MatchedCandidate']>;
export type MatchDecision = Answer<Schemas['MatchDecision']>;

export type Pull = Answer<Schemas['PullView']>;
export type PlannedPull = Answer<Schemas['PlannedPull']>;
export type PlannedPlate = Answer<Schemas['PlannedPlate']>;
export type PlannedConform = Answer<Schemas['PlannedConform']>;
export type PackageFile = Answer<Schemas['DeliveredFile']>;

export type Job = Answer<Schemas['JobRow']>;
export type JobState = Schemas['JobState'];
export type Attempt = Answer<Schemas['AttemptRow']>;
export type StepView = Answer<Omit<Schemas['StepView'], 'detail'>> & { detail?: TransferDetail | null };
export interface StepDetail {
  step: StepView;
  request?: unknown;
  output?: unknown;
  attempts: Attempt[];
}

/** What a transfer says about itself; other steps say other things, or nothing. */
export interface TransferDetail {
  bytesPerSecond?: number;
  limitedBy?: string;
  filesDone?: number;
  files?: number;
}

export type ClipHit = Answer<Schemas['ClipHit']>;
export type SearchPage = Answer<Schemas['SearchPage']>;
export type SearchSummary = Answer<Schemas['SearchSummary']>;
export type SearchFacet = Answer<Schemas['SearchFacet']>;
export type SmartCollection = Answer<Schemas['SmartCollection']>;
export type DailiesSummary = Answer<Schemas['DailiesSummary']>;
export type DailiesView = Answer<Schemas['DailiesView']>;
export type ClipSlate = Answer<Schemas['ClipSlateView']>;
export type SlateFact = Answer<Schemas['SlateFact']>;
export type ClipDaily = Answer<Schemas['ClipDailyView']>;
export type SyncedRecording = Answer<Schemas['SyncedRecording']>;
export type SoundDecision = Schemas['SoundDecision'];
