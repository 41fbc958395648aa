using System.Diagnostics.CodeAnalysis;

namespace Acetate.Amf.Registry;

/// <summary>The parts of a transform identifier: <c>urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1</c>.</summary>
/// <param name="Specification">Of the identifier's form: 1.5 or 2.0.</param>
/// <param name="Kind">What the transform is for: IDT, CSC, Look, Output, RRT and so on, as written.</param>
/// <param name="Owner">Academy, Arri, Sony and so on; empty where the form has none (RRT).</param>
/// <param name="Name">What remains; may contain points.</param>
/// <param name="Version">Such as a1.0.3 or a2.v1; empty when there is none.</param>
public sealed record AmfTransformId(string Specification, string Kind, string Owner, string Name, string Version)
{
    internal const string Prefix = "urn:ampas:aces:transformId:v";
    internal const int MaxLength = 512;

    /// <summary>Reads an identifier; false when it has not the form of one. Case counts, and so do blanks.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out AmfTransformId? id)
    {
        id = null;
        if (text is not { Length: <= MaxLength } || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var rest = text[Prefix.Length..];
        var colon = rest.IndexOf(':');
        if (colon < 0 || rest[..colon] is not ("1.5" or "2.0") || rest.Any(char.IsWhiteSpace)) return false;
        var (specification, body) = (rest[..colon], rest[(colon + 1)..]);
        var point = body.IndexOf('.');
        if (point <= 0 || !body[..point].All(char.IsAsciiLetter)) return false;
        var (kind, tail) = (body[..point], body[(point + 1)..]);
        var at = VersionAt(tail);
        var (name, version) = at < 0 ? (tail, "") : at == 0 ? ("", tail) : (tail[..(at - 1)], tail[at..]);
        var dot = name.IndexOf('.');
        id = dot < 0 ? new(specification, kind, "", name, version) : new(specification, kind, name[..dot], name[(dot + 1)..], version);
        return version.Length > 0 || dot >= 0;
    }

    /// <summary>Where the version begins: a, digits, then parts of digits with or without v to the end.</summary>
    private static int VersionAt(string tail)
    {
        for (var at = tail.LastIndexOf('.'); ; at = at > 0 ? tail.LastIndexOf('.', at - 1) : -1)
        {
            if (IsVersion(tail.AsSpan(at + 1))) return at + 1;
            if (at < 0) return -1;
        }
    }

    private static bool IsVersion(ReadOnlySpan<char> text)
    {
        if (text is not ['a', .. var rest]) return false;
        var parts = 0;
        foreach (var range in rest.Split('.'))
        {
            var part = rest[range];
            if (parts++ > 0 && part is ['v', .. var digits]) part = digits;
            if (part.IsEmpty || part.ContainsAnyExceptInRange('0', '9')) return false;
        }

        return parts > 1;
    }
}
