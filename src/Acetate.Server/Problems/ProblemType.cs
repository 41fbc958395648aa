using System.Collections.Immutable;

namespace Acetate.Server.Problems;

/// <summary>A kind of problem that the API answers with (RFC 9457). Every kind stands in docs/guide/problems.md.</summary>
/// <param name="Name">Kebab case; the last part of the type URI.</param>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Title">What kind of problem, for people; the same for every occurrence.</param>
/// <param name="Advice">What to do when the occurrence does not say something better.</param>
public sealed record ProblemType(string Name, int Status, string Title, string Advice)
{
    /// <summary>Where type URIs begin. The host does not exist on purpose: a type is a name, not an address.</summary>
    public const string Base = "https://acetate.invalid/problems/";

    /// <summary>The type URI.</summary>
    public string Uri => Base + Name;

    public static readonly ProblemType TokenMissing = new("token-missing", 401, "A token is needed",
        "Send 'Authorization: Bearer TOKEN', or open the page with the link that 'acetate serve' printed.");
    public static readonly ProblemType TokenInvalid = new("token-invalid", 401, "The token is not valid",
        "Make another in the browser, under Tokens beside your account, or ask an administrator for one ('acetate tokens create').");
    public static readonly ProblemType WrongPassword = new("wrong-password", 401, "Name and password do not go together",
        "Type them again; who has forgotten a password asks an administrator for an invitation ('acetate users invite NAME').");
    public static readonly ProblemType CodeNeeded = new("code-needed", 401, "A code is needed as well",
        "Send the code that the app shows, or a recovery code, as 'code' with name and password.");
    public static readonly ProblemType WrongCode = new("wrong-code", 401, "The code is not right",
        "Type the code that the app shows now, each counts once; who lost the app uses a recovery code, or asks an administrator to reset the second factor ('acetate users second-factor reset NAME').");
    public static readonly ProblemType SignInFailed = new("sign-in-failed", 401, "The sign-in did not succeed",
        "Begin it again. If it fails again, an administrator finds the reason in the audit log.");
    public static readonly ProblemType NoAccount = new("no-account", 403, "You are not let in here",
        "Ask an administrator: the reason stands in the audit log, and 'acetate users identity' links an account to you.");
    public static readonly ProblemType ProviderUnavailable = new("provider-unavailable", 502, "The identity provider cannot be used now",
        "Try again in a moment; who has a password can sign in with it. If it goes on, an administrator looks at \"signIn\" in the settings.");
    public static readonly ProblemType TooManyFailures = new("too-many-failures", 429, "Too many failed tokens, passwords or codes",
        "Wait for the seconds that Retry-After names, then use a valid token, password or code.");
    public static readonly ProblemType PassphraseNeeded = new("passphrase-needed", 401, "The link asks for a passphrase",
        "Type the passphrase that you were given with the link; ask who sent it when you have none.");
    public static readonly ProblemType MailNeeded = new("mail-needed", 401, "The link asks for a mail name",
        "Type the mail name that the link was sent to.");
    public static readonly ProblemType MailRefused = new("mail-refused", 403, "The link is not for this mail name",
        "Use the mail name that the link was sent to, or ask to be let in: who shared it decides.");
    public static readonly ProblemType ShareEnded = new("share-ended", 410, "The share is over",
        "Ask who shared it for a new one.");
    public static readonly ProblemType WatermarkMissing = new("watermark-missing", 409, "There is no copy with your name in it",
        "Ask for it (POST …/marked), and again until its state is 'made'; it says why it waits.");
    public static readonly ProblemType HeaderMissing = new("header-missing", 403, "The X-Acetate header is missing",
        "A request that changes something and carries the session cookie needs the header 'X-Acetate: 1'.");
    public static readonly ProblemType NotPermitted = new("not-permitted", 403, "Not permitted",
        "Ask an owner of the show for the role, or an administrator for a token with the scope that is named.");
    public static readonly ProblemType SecondPersonNeeded = new("second-person-needed", 403, "Another person must agree",
        "Ask for it ('acetate requests ask --show SHOW --reason TEXT'); an owner of the show agrees on the page Today or with 'acetate requests approve ID'.");
    public static readonly ProblemType BudgetUsedUp = new("budget-used-up", 403, "The budget of the show is used up",
        "Ask an owner of the show to raise the budget ('acetate shows budget', or Settings, Storage and budget); what is held goes on by itself then.");
    public static readonly ProblemType NotFound = new("not-found", 404, "There is no such thing",
        "Check the name or id; a show that you have no role in looks as if it did not exist.");
    public static readonly ProblemType MethodNotAllowed = new("method-not-allowed", 405, "This address does not do that",
        "The methods an address knows stand in the OpenAPI document, /openapi/v1.json.");
    public static readonly ProblemType InvalidRequest = new("invalid-request", 400, "The request is not valid",
        "Correct what is named and send it again.");
    public static readonly ProblemType TooLarge = new("too-large", 413, "The request is too large",
        "Footage goes through /api/uploads, which takes files of any size in pieces.");
    public static readonly ProblemType UnsupportedMediaType = new("unsupported-media-type", 415, "The content type is not known here",
        "Send JSON with 'Content-Type: application/json', or the type that the OpenAPI document names.");
    public static readonly ProblemType Conflict = new("conflict", 409, "That does not fit the present state",
        "Read the present state and decide anew.");
    public static readonly ProblemType EditConflict = new("edit-conflict", 409, "Somebody else was quicker",
        "Compare the two values that 'conflict' names; to write yours all the same, send it again with the version that stands there.");
    public static readonly ProblemType RangeNotSatisfiable = new("range-not-satisfiable", 416, "The range lies outside the file",
        "Ask for bytes within the length that Content-Range names.");
    public static readonly ProblemType NotPlayable = new("not-playable", 404, "There is nothing to play",
        "The detail says why; the original is unharmed.");
    public static readonly ProblemType TusVersion = new("tus-version", 412, "The upload protocol version is not known",
        "Send 'Tus-Resumable: 1.0.0'.");
    public static readonly ProblemType KeyRefused = new("key-refused", 400, "The file cannot be stored under this name",
        "Keys lie below the folder of a roll that the library knows and hold no '..', empty parts or control characters.");
    public static readonly ProblemType OffsetConflict = new("offset-conflict", 409, "The upload is at another offset",
        "Ask for the offset with HEAD and continue there.");
    public static readonly ProblemType UploadBusy = new("upload-busy", 423, "Another request writes this upload",
        "Try again in a few seconds.");
    public static readonly ProblemType UploadGone = new("upload-gone", 410, "The upload has expired or was ended",
        "Create the upload again.");
    public static readonly ProblemType SizeMismatch = new("size-mismatch", 409, "The size is not the one that was promised",
        "Stopped at once and nothing published. Read the card again: the file changed, or the card is at fault.");
    public static readonly ProblemType ChecksumMismatch = new("checksum-mismatch", 460, "The bytes are not those that were promised",
        "Nothing was published. Send the file again; if it fails again, read the card in another reader.");
    public static readonly ProblemType AlreadyExists = new("already-exists", 409, "Another file has this name",
        "It was not touched. Compare the two; a roll of the same name with other content is a finding to clear up on set.");
    public static readonly ProblemType StoreFailed = new("store-failed", 500, "The store cannot do this",
        "Look at the store that is named: its rights, its device. Nothing half-written stands under a final name.");
    public static readonly ProblemType StoreUnavailable = new("store-unavailable", 503, "The store does not answer now",
        "Nothing is lost. Try again; if it goes on, look at the store that is named.");
    public static readonly ProblemType StoreFull = new("store-full", 507, "The store is full",
        "Nothing is lost. Make room in the store that is named; the upload continues where it stopped.");
    public static readonly ProblemType DatabaseUnavailable = new("database-unavailable", 503, "The database does not answer now",
        "Nothing is lost. Try again; if it goes on, look at the database server.");
    public static readonly ProblemType SchedulerAway = new("scheduler-away", 503, "The server that does this is not there now",
        "Try again in a moment: of several servers another one takes its place within seconds. If it goes on, an administrator looks at /readyz.");
    public static readonly ProblemType ShuttingDown = new("shutting-down", 503, "The server is stopping",
        "Try again when it is back.");
    public static readonly ProblemType Bug = new("bug", 500, "A bug of ours",
        "Report it with the trace id: the server's log holds the rest.");

    /// <summary>Every kind, in the order of the guide.</summary>
    public static readonly ImmutableArray<ProblemType> All =
    [
        TokenMissing, TokenInvalid, WrongPassword, CodeNeeded, WrongCode, SignInFailed, NoAccount, ProviderUnavailable, PassphraseNeeded, MailNeeded, MailRefused, ShareEnded, WatermarkMissing, TooManyFailures, HeaderMissing, NotPermitted, SecondPersonNeeded, BudgetUsedUp, NotFound, MethodNotAllowed, InvalidRequest,
        TooLarge, UnsupportedMediaType, Conflict, EditConflict, RangeNotSatisfiable, NotPlayable, TusVersion, KeyRefused, OffsetConflict,
        UploadBusy, UploadGone, SizeMismatch, ChecksumMismatch, AlreadyExists, StoreUnavailable, StoreFailed, StoreFull, DatabaseUnavailable, SchedulerAway, ShuttingDown, Bug,
    ];

    /// <summary>The kind that stands for a bare status code, as the framework sets them.</summary>
    public static ProblemType ForStatus(int status) => status switch
    {
        401 => TokenMissing,
        403 => NotPermitted,
        404 => NotFound,
        405 => MethodNotAllowed,
        409 => Conflict,
        413 => TooLarge,
        415 => UnsupportedMediaType,
        416 => RangeNotSatisfiable,
        429 => TooManyFailures,
        503 => ShuttingDown,
        >= 500 => Bug,
        _ => InvalidRequest,
    };
}
