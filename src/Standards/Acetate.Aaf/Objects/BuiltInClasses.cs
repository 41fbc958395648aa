namespace Acetate.Aaf.Objects;

/// <summary>The classes every AAF file may use without defining them, with their fixed properties (AAF Object Specification 1.1, appendix).</summary>
internal static class BuiltInClasses
{
    /// <summary>
    /// A class: the part of its id that differs, its name, its parent's id, and its properties with their numbers; a type where the value
    /// is data. Properties without a fixed number are defined by each file that uses them.
    /// </summary>
    private const string Table = """
        01010100 InterchangeObject -: ObjClass 0101, Generation 0102 AUID
        01010200 Component 01010100: DataDefinition 0201, Length 0202 LengthType, KLVData 0203, UserComments 0204, Attributes
          0205
        01010300 Segment 01010200
        01010400 EdgeCode 01010300: Start 0401 PositionType, FilmKind 0402 FilmType, CodeFormat 0403 EdgeType, Header 0404
          DataValue
        01010500 EssenceGroup 01010300: Choices 0501, StillFrame 0502
        01010600 Event 01010300: Position 0601 PositionType, Comment 0602 String
        01010700 GPITrigger 01010600: ActiveState 0801 Boolean
        01010800 CommentMarker 01010600: Annotation 0901
        01010900 Filler 01010300
        01010a00 OperationGroup 01010300: Operation 0b01, InputSegments 0b02, Parameters 0b03, BypassOverride 0b04 UInt32,
          Rendering 0b05
        01010b00 NestedScope 01010300: Slots 0c01
        01010c00 Pulldown 01010300: InputSegment 0d01, PulldownKind 0d02 PulldownKindType, PulldownDirection 0d03
          PulldownDirectionType, PhaseFrame 0d04 PhaseFrameType
        01010d00 ScopeReference 01010300: RelativeScope 0e01 UInt32, RelativeSlot 0e02 UInt32
        01010e00 Selector 01010300: Selected 0f01, Alternates 0f02
        01010f00 Sequence 01010300: Components 1001
        01011000 SourceReference 01010300: SourceID 1101 MobIDType, SourceMobSlotID 1102 UInt32, ChannelIDs 1103 UInt32Array,
          MonoSourceSlotIDs 1104 UInt32Array
        01011100 SourceClip 01011000: StartTime 1201 PositionType, FadeInLength 1202 LengthType, FadeInType 1203 FadeType,
          FadeOutLength 1204 LengthType, FadeOutType 1205 FadeType
        01011200 TextClip 01011000
        01011300 HTMLClip 01011200: BeginAnchor 1401 String, EndAnchor 1402 String
        01011400 Timecode 01010300: Start 1501 PositionType, FPS 1502 UInt16, Drop 1503 Boolean
        01011500 TimecodeStream 01010300: SampleRate 1601 Rational, Source 1602 Stream, SourceType 1603 TCSource
        01011600 TimecodeStream12M 01011500: IncludeSync 1701 Boolean
        01011700 Transition 01010200: OperationGroup 1801, CutPoint 1802 PositionType
        01011800 ContentStorage 01010100: Mobs 1901, EssenceData 1902
        01011900 ControlPoint 01010100: Value 1a02 Indirect, Time 1a03 Rational, EditHint 1a04 EditHintType
        01011a00 DefinitionObject 01010100: Identification 1b01 AUID, Name 1b02 String, Description 1b03 String
        01011b00 DataDefinition 01011a00
        01011c00 OperationDefinition 01011a00: DataDefinition 1e01, IsTimeWarp 1e02 Boolean, DegradeTo 1e03, OperationCategory
          1e06 OperationCategoryType, NumberInputs 1e07 Int32, Bypass 1e08 UInt32, ParametersDefined 1e09
        01011d00 ParameterDefinition 01011a00: Type 1f01, DisplayUnits 1f03 String
        01011e00 PluginDefinition 01011a00: PluginCategory 2203 PluginCategoryType, VersionNumber 2204 VersionType,
          VersionString 2205 String, Manufacturer 2206 String, ManufacturerInfo 2207, ManufacturerID 2208 AUID, Platform 2209
          AUID, MinPlatformVersion 220a VersionType, MaxPlatformVersion 220b VersionType, Engine 220c AUID, MinEngineVersion
          220d VersionType, MaxEngineVersion 220e VersionType, PluginAPI 220f AUID, MinPluginAPI 2210 VersionType,
          MaxPluginAPI 2211 VersionType, SoftwareOnly 2212 Boolean, Accelerator 2213 Boolean, Locators 2214, Authentication
          2215 Boolean, DefinitionObject 2216 AUID
        01011f00 CodecDefinition 01011a00: FileDescriptorClass 2301, DataDefinitions 2302
        01012000 ContainerDefinition 01011a00: EssenceIsIdentified 2401 Boolean
        01012100 InterpolationDefinition 01011a00
        01012200 Dictionary 01010100: OperationDefinitions 2603, ParameterDefinitions 2604, DataDefinitions 2605,
          PluginDefinitions 2606, CodecDefinitions 2607, ContainerDefinitions 2608, InterpolationDefinitions 2609,
          KLVDataDefinitions 260a, TaggedValueDefinitions 260b
        01012300 EssenceData 01010100: MobID 2701 MobIDType, Data 2702 Stream, SampleIndex 2b01 Stream
        01012400 EssenceDescriptor 01010100: Locator 2f01
        01012500 FileDescriptor 01012400: SampleRate 3001 Rational, Length 3002 LengthType, ContainerFormat 3004,
          CodecDefinition 3005, LinkedSlotID 3006 UInt32
        01012600 AIFCDescriptor 01012500: Summary 3101 DataValue
        01012700 DigitalImageDescriptor 01012500: Compression 3201 AUID, StoredHeight 3202 UInt32, StoredWidth 3203 UInt32,
          SampledHeight 3204 UInt32, SampledWidth 3205 UInt32, SampledXOffset 3206 Int32, SampledYOffset 3207 Int32,
          DisplayHeight 3208 UInt32, DisplayWidth 3209 UInt32, DisplayXOffset 320a Int32, DisplayYOffset 320b Int32,
          FrameLayout 320c LayoutType, VideoLineMap 320d Int32Array, ImageAspectRatio 320e Rational, AlphaTransparency 320f
          AlphaTransparencyType, TransferCharacteristic 3210 TransferCharacteristicType, ColorPrimaries 3219
          ColorPrimariesType, CodingEquations 321a CodingEquationsType, ImageAlignmentFactor 3211 UInt32, FieldDominance 3212
          FieldNumber, FieldStartOffset 3213 UInt32, FieldEndOffset 3214 UInt32, SignalStandard 3215 SignalStandardType,
          StoredF2Offset 3216 Int32, DisplayF2Offset 3217 Int32, ActiveFormatDescriptor 3218 UInt8
        01012800 CDCIDescriptor 01012700: ComponentWidth 3301 UInt32, HorizontalSubsampling 3302 UInt32, ColorSiting 3303
          ColorSitingType, BlackReferenceLevel 3304 UInt32, WhiteReferenceLevel 3305 UInt32, ColorRange 3306 UInt32,
          PaddingBits 3307 Int16, VerticalSubsampling 3308 UInt32, AlphaSamplingWidth 3309 UInt32, ReversedByteOrder 330b
          Boolean
        01012900 RGBADescriptor 01012700: PixelLayout 3401 RGBALayout, Palette 3403 DataValue, PaletteLayout 3404 RGBALayout,
          ScanningDirection 3405 ScanningDirectionType, ComponentMaxRef 3406 UInt32, ComponentMinRef 3407 UInt32, AlphaMaxRef
          3408 UInt32, AlphaMinRef 3409 UInt32
        01012a00 HTMLDescriptor 01012500
        01012b00 TIFFDescriptor 01012500: IsUniform 3701 Boolean, IsContiguous 3702 Boolean, LeadingLines 3703 Int32,
          TrailingLines 3704 Int32, JPEGTableID 3705 JPEGTableIDType, Summary 3706 DataValue
        01012c00 WAVEDescriptor 01012500: Summary 3801 DataValue
        01012d00 FilmDescriptor 01012400: FilmFormat 3901 FilmType, FrameRate 3902 UInt32, PerforationsPerFrame 3903 UInt8,
          FilmAspectRatio 3904 Rational, Manufacturer 3905 String, Model 3906 String, FilmGaugeFormat 3907 String,
          FilmBatchNumber 3908 String
        01012e00 TapeDescriptor 01012400: FormFactor 3a01 TapeCaseType, VideoSignal 3a02 VideoSignalType, TapeFormat 3a03
          TapeFormatType, Length 3a04 UInt32, ManufacturerID 3a05 String, Model 3a06 String, TapeBatchNumber 3a07 String,
          TapeStock 3a08 String
        01012f00 Header 01010100: ByteOrder 3b01 Int16, LastModified 3b02 TimeStamp, Content 3b03, Dictionary 3b04, Version
          3b05 VersionType, IdentificationList 3b06, ObjectModelVersion 3b07 UInt32, PrimaryMob 3b08, OperationalPattern 3b09
          AUID, EssenceContainers 3b0a AUIDSet, DescriptiveSchemes 3b0b AUIDSet
        01013000 Identification 01010100: CompanyName 3c01 String, ProductName 3c02 String, ProductVersion 3c03
          ProductVersion, ProductVersionString 3c04 String, ProductID 3c05 AUID, Date 3c06 TimeStamp, ToolkitVersion 3c07
          ProductVersion, Platform 3c08 String, GenerationAUID 3c09 AUID
        01013100 Locator 01010100
        01013200 NetworkLocator 01013100: URLString 4001 String
        01013300 TextLocator 01013100: Name 4101 String
        01013400 Mob 01010100: MobID 4401 MobIDType, Name 4402 String, Slots 4403, LastModified 4404 TimeStamp, CreationTime
          4405 TimeStamp, UserComments 4406, KLVData 4407, Attributes 4409, UsageCode 4408 UsageType
        01013500 CompositionMob 01013400: DefaultFadeLength 4501 LengthType, DefFadeType 4502 FadeType, DefFadeEditUnit 4503
          Rational, Rendering 4504 MobIDType
        01013600 MasterMob 01013400
        01013700 SourceMob 01013400: EssenceDescription 4701
        01013800 MobSlot 01010100: SlotID 4801 UInt32, SlotName 4802 String, Segment 4803, PhysicalTrackNumber 4804 UInt32
        01013900 EventMobSlot 01013800: EditRate 4901 Rational, EventSlotOrigin 4902 PositionType
        01013a00 StaticMobSlot 01013800
        01013b00 TimelineMobSlot 01013800: EditRate 4b01 Rational, Origin 4b02 PositionType, MarkIn 4b03 PositionType, MarkOut
          4b04 PositionType, UserPos 4b05 PositionType
        01013c00 Parameter 01010100: Definition 4c01 AUID
        01013d00 ConstantValue 01013c00: Value 4d01 Indirect
        01013e00 VaryingValue 01013c00: Interpolation 4e01, PointList 4e02
        01013f00 TaggedValue 01010100: Name 5001 String, Value 5003 Indirect
        01014000 KLVData 01010100: Value 5101 Opaque
        01014100 DescriptiveMarker 01010800: DescribedSlots 6102 UInt32Set, Description 6101
        01014200 SoundDescriptor 01012500: AudioSamplingRate 3d03 Rational, Locked 3d02 Boolean, AudioRefLevel 3d04 Int8,
          ElectroSpatial 3d05 ElectroSpatialFormulation, Channels 3d07 UInt32, QuantizationBits 3d01 UInt32, DialNorm 3d0c
          Int8, Compression 3d06 AUID
        01014300 DataEssenceDescriptor 01012500: DataEssenceCoding 3e01 AUID
        01014400 MultipleDescriptor 01012500: FileDescriptors 3f01
        01014500 DescriptiveClip 01011100: DescribedSlotIDs 6103 UInt32Set
        01014700 AES3PCMDescriptor 01014800: Emphasis 3d0d EmphasisType, BlockStartOffset 3d0f UInt16, AuxBitsMode 3d08
          AuxBitsModeType, ChannelStatusMode 3d10 ChannelStatusModeArray, FixedChannelStatusData 3d11 UInt8Array, UserDataMode
          3d12 UserDataModeArray, FixedUserData 3d13 UInt8Array
        01014800 PCMDescriptor 01014200: BlockAlign 3d0a UInt16, SequenceOffset 3d0b UInt8, AverageBPS 3d09 UInt32,
          ChannelAssignment 3d32 AUID, PeakEnvelopeVersion 3d29 UInt32, PeakEnvelopeFormat 3d2a UInt32, PointsPerPeakValue
          3d2b UInt32, PeakEnvelopeBlockSize 3d2c UInt32, PeakChannels 3d2d UInt32, PeakFrames 3d2e UInt32,
          PeakOfPeaksPosition 3d2f PositionType, PeakEnvelopeTimestamp 3d30 TimeStamp, PeakEnvelopeData 3d31 Stream
        01014900 PhysicalDescriptor 01012400
        01014a00 ImportDescriptor 01014900
        01014b00 RecordingDescriptor 01014900
        01014c00 TaggedValueDefinition 01011a00
        01014d00 KLVDataDefinition 01011a00: KLVDataType 4d12
        01014e00 AuxiliaryDescriptor 01014900: MimeType 4e11 String, CharSet 4e12 String
        01014f00 RIFFChunk 01010100: ChunkID 4f01 UInt32, ChunkLength 4f02 UInt32, ChunkData 4f03 Stream
        01015000 BWFImportDescriptor 01014a00: QltyFileSecurityReport 3d15 UInt32, QltyFileSecurityWave 3d16 UInt32,
          BextCodingHistory 3d21 String, QltyBasicData 3d22 String, QltyStartOfModulation 3d23 String, QltyQualityEvent 3d24
          String, QltyEndOfModulation 3d25 String, QltyQualityParameter 3d26 String, QltyOperatorComment 3d27 String,
          QltyCueSheet 3d28 String, UnknownBWFChunks 3d33
        01015100 MPEGVideoDescriptor 01012800
        02010000 ClassDefinition 02240000: ParentClass 0008, Properties 0009, IsConcrete 000a Boolean
        02020000 PropertyDefinition 02240000: Type 000b AUID, IsOptional 000c Boolean, LocalIdentification 000d UInt16,
          IsUniqueIdentifier 000e Boolean
        02030000 TypeDefinition 02240000
        02040000 TypeDefinitionInteger 02030000: Size 000f UInt8, IsSigned 0010 Boolean
        02050000 TypeDefinitionStrongObjectReference 02030000: ReferencedType 0011
        02060000 TypeDefinitionWeakObjectReference 02030000: ReferencedType 0012, TargetSet 0013 AUIDArray
        02070000 TypeDefinitionEnumeration 02030000: ElementType 0014, ElementNames 0015 StringArray, ElementValues 0016
          Int64Array
        01015900 SubDescriptor 01010100
        01015b00 VBIDataDescriptor 01014300
        01015c00 ANCDataDescriptor 01014300
        01016700 ContainerConstraintsSubDescriptor 01015900
        01015e00 MPEGAudioDescriptor 01014200
        02080000 TypeDefinitionFixedArray 02030000: ElementType 0017, ElementCount 0018 UInt32
        02090000 TypeDefinitionVariableArray 02030000: ElementType 0019
        020a0000 TypeDefinitionSet 02030000: ElementType 001a
        020b0000 TypeDefinitionString 02030000: ElementType 001b
        020c0000 TypeDefinitionStream 02030000
        020d0000 TypeDefinitionRecord 02030000: MemberTypes 001c, MemberNames 001d StringArray
        020e0000 TypeDefinitionRename 02030000: RenamedType 001e
        02200000 TypeDefinitionExtendibleEnumeration 02030000: ElementNames 001f StringArray, ElementValues 0020 AUIDArray
        02210000 TypeDefinitionIndirect 02030000
        02220000 TypeDefinitionOpaque 02210000
        02230000 TypeDefinitionCharacter 02030000
        0e04010100000000 TypeDefinitionGenericCharacter 02030000
        02240000 MetaDefinition -: Identification 0005 AUID, Name 0006 String, Description 0007 String
        02250000 MetaDictionary -: ClassDefinitions 0003, TypeDefinitions 0004
        0d01040000000000 DescriptiveObject 01010100
        0d01040100000000 DescriptiveFramework 01010100
        """;

    /// <summary>Name and parent of each class.</summary>
    public static Dictionary<Guid, (string Name, Guid Parent)> Classes { get; } = [];

    /// <summary>Name and type of each property by its number; an empty type where it refers to objects.</summary>
    public static Dictionary<int, (string Name, Guid Type)> Properties { get; } = [];

    /// <summary>The id of each class by its name, and the numbers of the properties that it has of its own.</summary>
    public static Dictionary<string, (Guid Id, int[] Properties)> ByName { get; } = [];

    static BuiltInClasses()
    {
        var types = BuiltInTypes.All.Values.ToDictionary(type => type.Name, type => type.Id);
        foreach (var line in Table.Replace("\n  ", " ", StringComparison.Ordinal).Split('\n'))
        {
            var (head, _, properties) = (line.Split(": ")[0].Split(' '), 0, line.Contains(": ", StringComparison.Ordinal) ? line.Split(": ")[1] : "");
            Classes[Id(head[0])] = (head[1], head[2] == "-" ? Guid.Empty : Id(head[2]));
            var numbers = new List<int>();
            foreach (var words in properties.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(property => property.Split(' ')))
            {
                numbers.Add(Convert.ToInt32(words[1], 16));
                Properties[numbers[^1]] = (words[0], words.Length > 2 ? types[words[2]] : Guid.Empty);
            }

            ByName[head[1]] = (Id(head[0]), [.. numbers]);
        }

        // The two properties of the file's root, which no dictionary holds.
        Properties[1] = ("MetaDictionary", Guid.Empty);
        Properties[2] = ("Header", Guid.Empty);
    }

    /// <summary>The number of a property of a class, or of one that it descends from.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public static int Number(string className, string property)
    {
        for (var id = ByName[className].Id; Classes.TryGetValue(id, out var known); id = known.Parent)
            foreach (var number in ByName[known.Name].Properties)
                if (Properties[number].Name == property) return number;
        throw new KeyNotFoundException($"'{className}' has no property '{property}'.");
    }

    /// <summary>The id of a class by the part that differs.</summary>
    private static Guid Id(string part) => part.Length == 8
        ? Guid.Parse($"0d010101-{part[..4]}-{part[4..]}-060e-2b3402060101")
        : Guid.Parse($"{part[..8]}-{part[8..12]}-{part[12..]}-060e-2b3402060101");
}
