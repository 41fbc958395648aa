using System.Globalization;

namespace Acetate.Library.Sharing;

/// <summary>Mail names and their domains, written the same way whoever types them.</summary>
public static class MailName
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Reads a mail name such as <c>zoë@vendor.example</c>; its domain becomes lower case ASCII.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="mail">The name with its domain; at most 254 characters.</param>
    /// <param name="domain">The domain.</param>
    public static bool TryParse(string? text, out string mail, out string domain)
    {
        (mail, domain) = ("", "");
        text = text?.Trim() ?? "";
        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || text.Length > 254) return false;
        var local = text[..at];
        if (local.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Surrogate || "@<>()[]\\,;:\"".Contains(c, StringComparison.Ordinal))) return false;
        if (!TryDomain(text[(at + 1)..], out domain)) return false;
        mail = $"{local}@{domain}";
        return true;
    }

    /// <summary>Reads a domain such as <c>Bücher.example</c>, with or without an <c>@</c> before it; it becomes lower case ASCII.</summary>
    public static bool TryDomain(string? text, out string domain)
    {
        domain = "";
        text = text?.Trim().TrimStart('@') ?? "";
        if (text.Length is 0 or > 253 || !text.Contains('.', StringComparison.Ordinal)) return false;
        try
        {
            domain = Idn.GetAscii(text).ToLowerInvariant();
            return domain.Length <= 253 && !domain.StartsWith('.') && !domain.EndsWith('.');
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
