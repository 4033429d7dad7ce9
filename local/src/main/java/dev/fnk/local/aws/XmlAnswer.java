package dev.fnk.local.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** An answer of a query service, read by element names; namespaces are left out of account. */
public final class XmlAnswer {
  private final Element element;

  private XmlAnswer(Element element) {
    this.element = element;
  }

  /** Reads a whole document; external entities and document types are refused. */
  public static XmlAnswer parse(byte[] body) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return new XmlAnswer(
          factory.newDocumentBuilder().parse(new ByteArrayInputStream(body)).getDocumentElement());
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AwsError(500, "InternalFailure", "an answer is not XML: " + e.getMessage());
    }
  }

  /** The text of the first element of that name, at any depth. */
  public Optional<String> text(String name) {
    NodeList found = element.getElementsByTagName(name);
    return found.getLength() == 0
        ? Optional.empty()
        : Optional.of(found.item(0).getTextContent().strip());
  }

  /** The texts of all elements of that name, at any depth. */
  public List<String> texts(String name) {
    NodeList found = element.getElementsByTagName(name);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent().strip())
        .toList();
  }

  /** As {@link #text}, of an element that has to be there. */
  public String required(String name) {
    return text(name)
        .orElseThrow(() -> new AwsError(500, "InternalFailure", "an answer lacks " + name));
  }

  /** The members of the first element of that name: its child elements. */
  public List<XmlAnswer> members(String name) {
    NodeList found = element.getElementsByTagName(name);
    List<XmlAnswer> members = new ArrayList<>();
    if (found.getLength() > 0) {
      NodeList children = found.item(0).getChildNodes();
      for (int i = 0; i < children.getLength(); i++) {
        Node child = children.item(i);
        if (child instanceof Element member) {
          members.add(new XmlAnswer(member));
        }
      }
    }
    return members;
  }

  /** The text of this element. */
  public String content() {
    return element.getTextContent().strip();
  }
}
