using System.CommandLine;
using System.Globalization;

namespace Acetate.Cli;

/// <summary>Options that take a whole number of a range; what lies outside is a mistake of the command line.</summary>
internal static class RangeOption
{
    /// <summary>An option that need not be there.</summary>
    /// <param name="name">Such as <c>--merge-gap</c>.</param>
    /// <param name="description">For the help.</param>
    /// <param name="helpName">What stands for the number in the help.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest number.</param>
    public static Option<long?> Of(string name, string description, string helpName, long least, long most) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens is [var only] ? only.Value : "";
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a whole number from {least} to {most}, not '{Table.Visible(text)}'."));
            return null;
        },
    };
}
