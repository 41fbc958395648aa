using Acetate.Edl.Cmx3600;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>What is read and not changed is written back byte for byte.</summary>
public sealed class UnchangedListTests
{
    [Fact]
    public void Every_list_of_the_corpus_is_written_back_byte_for_byte()
    {
        var compared = 0;
        foreach (var file in ListCorpus.All())
        {
            Assert.Equal(File.ReadAllBytes(file), EdlWriter.ToBytes(EdlReader.Read(file)));
            compared++;
        }

        Assert.Equal(159, compared);
    }
}
