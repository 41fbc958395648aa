using System.Collections.Immutable;
using Acetate.Library.Sharing;

namespace Acetate.Tools.Sharing;

/// <summary>What is to be shared, with whom, and until when.</summary>
public sealed record ShareOrder
{
    /// <summary>The show; not needed for a share that is passed on.</summary>
    public string? Show { get; init; }

    /// <summary>What it is called for those who get it; null: after what is in it.</summary>
    public string? Title { get; init; }

    /// <summary>What those who get it are told.</summary>
    public string? Message { get; init; }

    /// <summary>Clips of the show.</summary>
    public ImmutableArray<ClipToShare>? Clips { get; init; }

    /// <summary>A smart collection: the clips that it holds now. Clips that come to it later are not shared.</summary>
    public Guid? Collection { get; init; }

    /// <summary>Folders of the show's workspaces that are ready.</summary>
    public ImmutableArray<Guid>? Folders { get; init; }

    /// <summary>A share to pass on.</summary>
    public Guid? Parent { get; init; }

    /// <summary>What of it to pass on, by numbers; null: all.</summary>
    public ImmutableArray<int>? Items { get; init; }

    /// <summary>People with an account.</summary>
    public ImmutableArray<RecipientOrder>? Recipients { get; init; }

    /// <summary>The link to make; null for none.</summary>
    public LinkOrder? Link { get; init; }

    /// <summary>The instant at which it ends; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether every picture is to carry the name of who sees it; what is passed on has it when what it comes from has. Of folders only deliveries of dailies can be shared so: their review movies are, and none of their other files.</summary>
    public bool Watermark { get; init; }
}

/// <summary>A clip to share.</summary>
/// <param name="Clip">The clip.</param>
/// <param name="In">The first frame to share: a label of the clip's timecode, or a number from 0; null: the clip's first.</param>
/// <param name="Out">The frame after the last one to share, in the same ways; null: to the clip's end.</param>
/// <param name="Daily">Whether the review movie of its dailies is shared, as it was delivered last, and not its proxy; whole.</param>
public sealed record ClipToShare(Guid Clip, string? In = null, string? Out = null, bool Daily = false);

/// <summary>Somebody to share with.</summary>
/// <param name="Name">The name of the account.</param>
/// <param name="Rights">What they may do; null: view. Who may do anything may view.</param>
public sealed record RecipientOrder(string Name, ImmutableArray<ShareRight>? Rights = null);

/// <summary>A link to make.</summary>
/// <param name="Rights">What those who hold it may do; null: view. Nobody passes a link's rights on.</param>
/// <param name="Passphrase">What it asks for; null for nothing. 8 to 256 characters.</param>
/// <param name="Domains">Of which domains a mail name must be that it asks for; null or empty: it asks for none.</param>
public sealed record LinkOrder(ImmutableArray<ShareRight>? Rights = null, string? Passphrase = null, ImmutableArray<string>? Domains = null);

/// <summary>Somebody may not share this, or not with them.</summary>
public sealed class ShareRefusedException(string message) : Exception(message);
